//! Interfaces of routers: where a subnet meets a router.

use serde_json::{Value, json};

use super::operation::{Operation, Sent, refused, undone};
use super::{Change, Scope};
use crate::resource::{path_of, title};
use crate::wire::network::{Port, Router, Subnet};
use crate::{Client, Error, Result};

impl Client {
    /// Connects a subnet to a router, at the subnet's gateway.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn add_router_interface(&self, router: &str, subnet: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("connect subnet {subnet} to router {router}"));
        let ends = Ends::new(&mut operation, "connect", "to", router, subnet).await?;
        if ends.subnet.gateway_ip.is_none() {
            let object = title::<Subnet>(ends.subnet.name.as_deref(), subnet);
            return Err(refused(
                object,
                "has no gateway, which is where a router is connected",
                "give it a gateway first",
            ));
        }
        if !ends.ports(&mut operation).await?.is_empty() {
            return Err(refused(ends.router(), "is connected to this subnet already", "nothing is to be done"));
        }
        ends.change(operation, "add_router_interface", json!({ "subnet_id": subnet }), true).await
    }

    /// Disconnects a subnet from a router.
    ///
    /// # Errors
    /// As for [`Client::add_router_interface`].
    pub async fn remove_router_interface(&self, router: &str, subnet: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("disconnect subnet {subnet} from router {router}"));
        let ends = Ends::new(&mut operation, "disconnect", "from", router, subnet).await?;
        let ports = ends.ports(&mut operation).await?;
        let interface = ports.iter().find(|port| !port.is_gateway_of(router));
        let interface = interface.ok_or_else(|| {
            refused(
                ends.router(),
                "is not connected to this subnet by an interface",
                "take a subnet that it is connected to",
            )
        })?;
        // By its subnet, the provider would remove a gateway on the same network as well.
        let body = match ports.len() {
            1 => json!({ "subnet_id": subnet }),
            _ => json!({ "port_id": interface.id }),
        };
        let mut change = ends.change(operation, "remove_router_interface", body, false).await?;
        change.scope.ports.insert(interface.id.clone());
        Ok(change)
    }
}

/// What an interface connects.
struct Ends {
    router: Router,
    subnet: Subnet,
    network: String,
}

impl Ends {
    async fn new(operation: &mut Operation<'_>, verb: &str, word: &str, router: &str, subnet: &str) -> Result<Self> {
        let router: Router = operation.need(router).await?;
        let subnet: Subnet = operation.need(subnet).await?;
        let ends = Self { network: subnet.network_id.clone().unwrap_or_default(), router, subnet };
        let subnet = title::<Subnet>(ends.subnet.name.as_deref(), &ends.subnet.id);
        operation.rename(format!("{verb} {subnet} {word} {}", ends.router()));
        Ok(ends)
    }

    fn router(&self) -> String {
        title::<Router>(self.router.name.as_deref(), &self.router.id)
    }

    /// The router's ports on the subnet's network.
    async fn ports(&self, operation: &mut Operation<'_>) -> Result<Vec<Port>> {
        let mut ports = operation.list::<Port>(("device_id", &self.router.id)).await?;
        ports.retain(|port| {
            port.is_on_router()
                && port.device_id.as_ref() == Some(&self.router.id)
                && port.network_id.as_ref() == Some(&self.network)
        });
        Ok(ports)
    }

    /// Sends the change; whether the interface is there afterwards decides.
    async fn change(self, mut operation: Operation<'_>, action: &str, body: Value, wanted: bool) -> Result<Change> {
        let path = format!("{}/{action}", path_of::<Router>(&self.router.id));
        let (request, error) = match operation.send("PUT", &path, Some(body)).await? {
            Sent::Done(_, request) => (request, None),
            Sent::Unsure(error) => (operation.request(&error), Some(error)),
        };
        let ports = match (self.ports(&mut operation).await, &error) {
            (Ok(ports), _) => ports,
            (Err(reading), Some(error)) => return Err(operation.unknown(error, &reading)),
            (Err(reading), None) => return Err(Operation::unread(request, &reading)),
        };
        let is_there = ports.iter().any(|port| !port.is_gateway_of(&self.router.id));
        match (is_there == wanted, error) {
            (true, Some(error)) => operation.note(format_args!("it was done although the answer was: {error}")),
            (true, None) => {}
            (false, Some(error)) => return Err(undone(error)),
            (false, None) => {
                let reason = if wanted { "the interface is not there" } else { "the interface is still there" };
                return Err(Error::ChangeNotApplied { request, reason: reason.into() });
            }
        }
        let mut scope = Scope::router(&self.router.id);
        scope.add_ports(&ports);
        scope.networks.insert(self.network);
        Ok(operation.done(self.router.id, self.router.name, scope))
    }
}
