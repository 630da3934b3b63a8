//! Routers, with their gateways.

use serde_json::{Map, Value, json};

use super::change::Change;
use super::gateways::{self, Asked, Gateway};
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::refusal::{difference, refused};
use crate::resource::title;
use crate::wire::network::{Port, Router};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 7] = [
    "name",
    "admin_state_up",
    "gateway_network_id",
    "gateway_subnet_id",
    "gateway_ip_address",
    "enable_snat",
    "tenant_id",
];

impl Client {
    /// Creates a router, with a gateway where `gateway_network_id` or `gateway_subnet_id` is given. `ports` are ids of ports of
    /// routers on that network, as far as they are known.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_router(&self, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the router a name")?;
        let enabled = input.flag("admin_state_up")?.unwrap_or(true);
        let mut operation = Operation::new(self, format!("create {}", title::<Router>(Some(&name), "")));
        let gateway = match gateways::asked(&mut operation, &input, None, ports).await? {
            Asked::Gateway(gateway, _) => Some(gateway),
            Asked::Nothing | Asked::None => None,
        };
        let mut body = Map::from_iter([("name".into(), json!(name)), ("admin_state_up".into(), json!(enabled))]);
        if let Some(gateway) = &gateway {
            body.insert("external_gateway_info".into(), gateway.body());
        }
        if let Some(tenant) = input.text("tenant_id")? {
            body.insert("tenant_id".into(), tenant.into());
        }
        let query = ("name", name.as_str());
        let before = operation.list_where::<Router>(query).await?;
        let differences = |router: &Router| differences(router, Some(&name), enabled, gateway.as_ref());
        let router = operation.create(Value::Object(body), query, &before, differences).await?;
        if gateway.is_some() {
            operation.add_gateway(&router.id).await?;
        }
        done(operation, router).await
    }

    /// Changes a router; what is not given stays. `gateway_network_id` as null takes the gateway away. `ports` are ids of
    /// ports of the router, and of routers on the gateway's network, as far as they are known; without them, the provider's
    /// list of ports is read where the gateway changes.
    ///
    /// # Errors
    /// As for [`Client::create_router`].
    pub async fn update_router(&self, id: &str, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Router>(None, id)));
        let mut router: Router = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Router>(router.name.as_deref(), id)));
        let input = input.over(stored(&router));
        let name = input.text("name")?;
        // The provider switches a router on unless it is told not to.
        let enabled = input.flag("admin_state_up")?.or(router.admin_state_up).unwrap_or(true);
        let (gateway, replaced) = match gateways::asked(&mut operation, &input, Some(&router), ports).await? {
            Asked::Nothing => (None, None),
            Asked::None => {
                router = operation.remove_gateway(id, ports).await?;
                (None, None)
            }
            Asked::Gateway(gateway, ports) => (Some(gateway), ports.into_iter().find(|port| port.is_gateway_of(id))),
        };
        if !differences(&router, name.as_deref(), enabled, gateway.as_ref()).is_empty() {
            let mut body = Map::from_iter([("admin_state_up".into(), json!(enabled))]);
            // Some versions lose a router that is named, even as before.
            if let Some(name) = name.as_deref().filter(|name| router.name.as_deref() != Some(name)) {
                body.insert("name".into(), name.into());
            }
            if let Some(gateway) = &gateway {
                body.insert("external_gateway_info".into(), gateway.body());
            }
            let differences = |router: &Router| differences(router, name.as_deref(), enabled, gateway.as_ref());
            let updated = operation.update::<Router>(id, Value::Object(body.clone()), differences).await;
            router = match (updated, Gateway::of(&router)) {
                (Err(error), Some(current)) if gateway.as_ref().is_some_and(|desired| *desired != current) => {
                    operation.replace_gateway(&router, &current, ports, error).await?;
                    match operation.update::<Router>(id, Value::Object(body), differences).await {
                        Ok(updated) => updated,
                        Err(error) => return Err(operation.restore_gateway(&router, &current, error).await),
                    }
                }
                (updated, _) => updated?,
            };
        }
        if gateway.is_some() {
            operation.add_gateway(id).await?;
        }
        if let Some(replaced) = replaced {
            operation.part.remove::<Port>(replaced.id);
        }
        done(operation, router).await
    }

    /// Deletes a router with its gateway. `ports` are ids of ports of the router, as far as they are known; without them, the
    /// provider's list of ports is read where the router has a gateway.
    ///
    /// # Errors
    /// As for [`Client::create_router`].
    pub async fn delete_router(&self, id: &str, ports: Option<&[String]>) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Router>(None, id)));
        let Some(router) = operation.show::<Router>(id).await? else {
            operation.note("it did not exist any more");
            operation.part.remove::<Router>(id);
            operation.find_gone(ports.unwrap_or_default()).await?;
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("delete {}", title::<Router>(router.name.as_deref(), id)));
        // The provider takes the gateway away before it refuses because of the interfaces.
        let there = match operation.known_ports(ports).await? {
            Some(there) => {
                operation.remove_missing(ports.unwrap_or_default(), &there);
                there
            }
            None if router.external_gateway_info.is_some() => operation.list_where(("device_id", id)).await?,
            None => Vec::new(),
        };
        check_unconnected(&router, &there)?;
        if let Err(error) = operation.delete::<Router>(id).await {
            return Err(match Gateway::of(&router) {
                Some(gateway) => operation.restore_gateway(&router, &gateway, error).await,
                None => operation.connected(&router, error).await,
            });
        }
        operation.part.remove::<Router>(id);
        there.iter().filter(|port| port.router() == Some(id)).for_each(|port| operation.part.remove::<Port>(&port.id));
        operation.done(router.id, router.name).await
    }
}

async fn done(mut operation: Operation<'_>, router: Router) -> Result<Change> {
    let (id, name) = (router.id.clone(), router.name.clone());
    operation.part.add(router);
    operation.done(id, name).await
}

/// Refuses to delete a router that has interfaces among `ports`.
fn check_unconnected(router: &Router, ports: &[Port]) -> Result<()> {
    match ports.iter().filter(|port| port.is_interface_of(&router.id)).count() {
        0 => Ok(()),
        interfaces => {
            let object = title::<Router>(router.name.as_deref(), &router.id);
            let problem = format!("cannot be deleted, it has interfaces ({interfaces})");
            Err(refused(object, problem, "remove the interfaces first"))
        }
    }
}

impl Operation<'_> {
    /// Why the router was not deleted: its interfaces, where the provider refused because of them.
    async fn connected(&mut self, router: &Router, error: Error) -> Error {
        if !matches!(error, Error::Response { status: 400 | 409, .. }) {
            return error;
        }
        match self.list_where::<Port>(("device_id", &router.id)).await {
            Ok(ports) => check_unconnected(router, &ports).err().unwrap_or(error),
            Err(_) => error,
        }
    }
}

fn differences(router: &Router, name: Option<&str>, enabled: bool, gateway: Option<&Gateway>) -> Vec<String> {
    let there = Gateway::of(router);
    [
        difference("name", name, router.name.as_deref()),
        difference("admin_state_up", Some(enabled), router.admin_state_up),
        difference("the gateway", gateway, there.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The router in the words of a change.
fn stored(router: &Router) -> Attributes {
    let snat = router.external_gateway_info.as_ref().and_then(|gateway| gateway.raw.get("enable_snat"));
    Map::from_iter([
        ("name".into(), json!(router.name)),
        ("enable_snat".into(), snat.cloned().unwrap_or_default()),
        ("tenant_id".into(), json!(router.tenant_id)),
    ])
}
