//! Keeping the address of a port during a change.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::changes::Change;
use crate::changes::operation::Operation;
use crate::changes::outcome::cause;
use crate::changes::refusal::refused;
use crate::changes::sending::Sent;
use crate::request::Request;
use crate::resource::{Resource, title};
use crate::transport::Method;
use crate::wire;
use crate::wire::network::{FixedIp, Port};
use crate::{Client, Error, Result};

/// So often a port is asked to be given its address back, where the answers do not say what became of it.
const ATTEMPTS: usize = 2;

impl Port {
    /// Its address; the provider gives a port one at most.
    pub(super) fn address(&self) -> Option<&str> {
        self.fixed_ips.iter().find_map(|fixed| fixed.ip_address.as_deref())
    }

    /// The provider shows an address as it was written.
    pub(super) fn has_address(&self, address: &str) -> bool {
        let parsed = |text: &str| text.parse::<IpAddr>().ok();
        self.address().is_some_and(|own| own == address || parsed(own).is_some_and(|own| Some(own) == parsed(address)))
    }

    /// A port keeps its address when its network's subnet is deleted, until it is written to, and cannot be given it back.
    pub(super) fn check_address_can_stay(&self, object: &str) -> Result<()> {
        let is_lost = |fixed: &FixedIp| fixed.ip_address.is_some() && fixed.subnet_id.is_none();
        match self.address().filter(|_| self.fixed_ips.iter().any(is_lost)) {
            Some(address) => {
                let problem =
                    format!("has the address {address} of a deleted subnet, which any change of the port removes");
                Err(refused(object.to_owned(), problem, "create a subnet with that address on its network first"))
            }
            None => Ok(()),
        }
    }
}

impl Client {
    /// Gives a port the `address` back that an interrupted [`Client::change_port`] may have taken away; nothing is sent where it
    /// has it.
    ///
    /// # Errors
    /// [`Error::ChangeNotApplied`] where another port has it by now; otherwise what became of it.
    pub async fn restore_port_address(&self, id: &str, address: &str) -> Result<Change> {
        let what = format!("restore the address {address} of {}", title::<Port>(None, id));
        let mut operation = Operation::new(self, what);
        let Some(port) = operation.show::<Port>(id).await? else {
            operation.note("the port no longer exists");
            operation.part.remove::<Port>(id);
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("restore the address {address} of {}", title::<Port>(port.name.as_deref(), id)));
        let port = if port.has_address(address) { port } else { operation.give_back(&port, address).await? };
        let name = port.name.clone();
        operation.part.add(port);
        operation.done(id.to_owned(), name).await
    }
}

impl Operation<'_> {
    /// Sends an update of a port. Gives the port as it is then and, where the answer does not say whether it was done, the error
    /// that came instead of it.
    ///
    /// # Errors
    /// What certainly was not done, and [`Error::OutcomeUnknown`].
    pub(super) async fn put_port(&mut self, id: &str, body: Value) -> Result<(Port, Request, Option<Error>)> {
        match self.send(Method::Put, &[Port::PATH, id], Some(json!({ Port::KEY: body }))).await? {
            Sent::Done(answer, request) => {
                // The answer is the port as a GET has it.
                let port = match wire::open::<Port>(&answer.body, Port::KEY) {
                    Ok(port) if port.id == id => port,
                    _ => self.read_back(&request, id, None).await?,
                };
                Ok((port, request, None))
            }
            Sent::Unsure(error) => {
                let request = self.request(&error);
                Ok((self.read_back(&request, id, Some(&error)).await?, request, Some(error)))
            }
        }
    }

    /// Gives a port an address that is free since a change of the port.
    ///
    /// # Errors
    /// [`Error::ChangeNotApplied`] and [`Error::OutcomeUnknown`], which name the address.
    pub(super) async fn give_back(&mut self, port: &Port, address: &str) -> Result<Port> {
        let mut outcome = None;
        for _ in 0..ATTEMPTS {
            let body = json!({ "fixed_ips": [{ "ip_address": address }] });
            let (there, request, error) = match self.put_port(&port.id, body).await {
                Ok(put) => put,
                Err(error) => {
                    // The provider may have chosen this very address meanwhile, and refuses it then.
                    let request = self.request(&error);
                    match self.show::<Port>(&port.id).await {
                        Ok(Some(there)) => (there, request, Some(error)),
                        _ => return Err(lost(request, address, &error, None)),
                    }
                }
            };
            if there.has_address(address) {
                return Ok(there);
            }
            let is_refused = matches!(&error, Some(Error::Response { status: ..500, .. }));
            outcome = Some((request, error, there));
            if is_refused {
                break;
            }
        }
        let Some((request, error, there)) = outcome else {
            return Ok(port.clone());
        };
        let error = error.unwrap_or_else(|| Error::ChangeNotApplied {
            request: request.clone(),
            reason: "the provider gave it another one".into(),
        });
        Err(lost(request, address, &error, Some(&there)))
    }
}

/// That the port has another address, or, where that is not known, may have.
fn lost(request: Request, address: &str, error: &Error, there: Option<&Port>) -> Error {
    let cause = cause(error);
    match there {
        Some(port) => {
            let now = port.address().map_or_else(|| "none".to_owned(), |now| format!("{now} instead"));
            let reason = format!(
                "the port's address {address} could not be restored: {cause}; it has {now}; give it this address again"
            );
            Error::ChangeNotApplied { request, reason }
        }
        None => {
            let reason = format!(
                "it is not known whether the port has its address {address}: {cause}; refresh when the provider answers again, and \
                 give it this address where it has another one"
            );
            Error::OutcomeUnknown { request, reason }
        }
    }
}
