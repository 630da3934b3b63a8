//! Setting, replacing and removing a router's gateway.

use serde_json::json;

use super::Gateway;
use crate::changes::operation::Operation;
use crate::changes::outcome::{UNDONE, cause, undone};
use crate::changes::refusal::{difference, refused};
use crate::changes::sending::Sent;
use crate::resource::{Resource, title};
use crate::transport::Method;
use crate::wire::network::{Port, Router};
use crate::{Error, Result};

impl Operation<'_> {
    /// Adds the port of a router's gateway: nothing but the list has its id.
    pub(in crate::changes) async fn add_gateway(&mut self, router: &str) -> Result<()> {
        let ports = self.list_where::<Port>(("device_id", router)).await;
        let ports = self.done_before(ports)?;
        ports.into_iter().filter(|port| port.is_gateway_of(router)).for_each(|port| self.part.add(port));
        Ok(())
    }

    /// Takes the gateway away: the provider does that for the gateway's port alone.
    pub(in crate::changes) async fn remove_gateway(
        &mut self,
        router: &str,
        known: Option<&[String]>,
    ) -> Result<Router> {
        let is_gateway = |port: &Port| port.is_gateway_of(router);
        let ports = self.ports_with(known, ("device_id", router), is_gateway).await?;
        let port = ports.into_iter().find(is_gateway).ok_or_else(|| {
            let object = title::<Router>(None, router);
            refused(object, "has a gateway without a port", "check the router at the provider")
        })?;
        let path = [Router::PATH, router, "remove_router_interface"];
        let (request, error) = match self.send(Method::Put, &path, Some(json!({ "port_id": port.id }))).await? {
            Sent::Done(_, request) => (request, None),
            Sent::Unsure(error) => (self.request(&error), Some(error)),
        };
        let updated: Router = self.read_back(&request, router, error.as_ref()).await?;
        match (Gateway::of(&updated), error) {
            (None, error) => {
                if let Some(error) = error {
                    self.note(format_args!("the change was made, although the answer was: {error}"));
                }
                self.part.remove::<Port>(port.id);
                Ok(updated)
            }
            (Some(_), Some(error)) => Err(undone(error)),
            (Some(_), None) => Err(Error::ChangeNotApplied { request, reason: "the gateway is still there".into() }),
        }
    }

    /// Takes the `current` gateway of a router away, so that it can get another one: the provider's master looks the port of the
    /// present one up by an id that it does not have, and answers 404 to the `error` of an update in one request.
    ///
    /// # Errors
    /// That `error`, where the gateway is not as it was before.
    pub(in crate::changes) async fn replace_gateway(
        &mut self,
        router: &Router,
        current: &Gateway,
        known: Option<&[String]>,
        error: Error,
    ) -> Result<()> {
        let is_refused = matches!(error, Error::ChangeNotApplied { .. });
        match self.show::<Router>(&router.id).await {
            Ok(Some(now)) if is_refused && Gateway::of(&now).as_ref() == Some(current) => {}
            _ => return Err(error),
        }
        self.note(format_args!("the gateway {current} is removed first: {}", cause(&error)));
        self.remove_gateway(&router.id, known).await.map(|_| ())
    }

    /// Puts back the `gateway` that a change has taken away before it was refused with `error`; gives what is to be said
    /// of it all.
    pub(in crate::changes) async fn restore_gateway(
        &mut self,
        router: &Router,
        gateway: &Gateway,
        error: Error,
    ) -> Error {
        if matches!(error, Error::OutcomeUnknown { .. }) {
            return error;
        }
        let request = self.request(&error);
        let refusal = cause(&error).trim_end_matches(UNDONE).to_owned();
        match self.show::<Router>(&router.id).await {
            Ok(Some(now)) if now.external_gateway_info.is_none() => {}
            Ok(_) => return error,
            Err(reading) => {
                let reason = format!(
                    "{refusal}; it is not known whether the gateway {gateway} was removed, because reading the router failed: \
                     {}; check the router, and give it its gateway again",
                    cause(&reading)
                );
                return Error::OutcomeUnknown { request, reason };
            }
        }
        let enabled = router.admin_state_up.unwrap_or(true);
        let body = json!({ "admin_state_up": enabled, "external_gateway_info": gateway.body() });
        let differences = |router: &Router| {
            let there = Gateway::of(router);
            difference("the gateway", Some(gateway), there.as_ref()).into_iter().collect()
        };
        let fate = match self.update::<Router>(&router.id, body, differences).await {
            Ok(_) => "it was restored".to_owned(),
            Err(failure) => {
                format!("it could not be restored ({}): give the router its gateway again", cause(&failure))
            }
        };
        let reason = format!("{refusal}; the provider had removed the gateway {gateway} before: {fate}");
        Error::ChangeNotApplied { request, reason }
    }
}
