//! Interfaces of routers on subnets.

use serde_json::json;

use super::change::Change;
use super::operation::Operation;
use super::outcome::{undone, unread};
use super::refusal::refused;
use super::sending::Sent;
use crate::resource::{Resource, title};
use crate::transport::Method;
use crate::wire;
use crate::wire::network::{Port, Router, Subnet};
use crate::{Client, Code, Error, Result};

impl Client {
    /// Connects a subnet to a router, at the subnet's gateway.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn add_router_interface(&self, router: &str, subnet: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("connect subnet {subnet} to router {router}"));
        let connection = Connection::read(&mut operation, "connect", "to", router, subnet).await?;
        if connection.subnet.gateway_ip.is_none() {
            let problem = "has no gateway, which a router's interface needs";
            return Err(refused(connection.subnet_title(), problem, "give it a gateway first"));
        }
        let path = [Router::PATH, router, "add_router_interface"];
        let port = match operation.send(Method::Put, &path, Some(json!({ "subnet_id": subnet }))).await? {
            Sent::Done(answer, request) => match wire::open::<String>(&answer.body, "port_id") {
                Ok(port) => {
                    let port =
                        operation.show::<Port>(&port).await.map_err(|reading| unread(request.clone(), &reading))?;
                    port.ok_or_else(|| Error::ChangeNotApplied { request, reason: "the interface is missing".into() })?
                }
                Err(unreadable) => connection.find(&mut operation, unreadable.of(request)).await?,
            },
            Sent::Unsure(error) => connection.find(&mut operation, error).await?,
        };
        operation.part.add(port);
        connection.done(operation).await
    }

    /// Disconnects a subnet from a router. `ports` are ids of ports of the router or of routers on the subnet's network, as
    /// far as they are known; without them, the provider's list of ports is read.
    ///
    /// # Errors
    /// As for [`Client::add_router_interface`].
    pub async fn remove_router_interface(
        &self,
        router: &str,
        subnet: &str,
        ports: Option<&[String]>,
    ) -> Result<Change> {
        let mut operation = Operation::new(self, format!("disconnect subnet {subnet} from router {router}"));
        let connection = Connection::read(&mut operation, "disconnect", "from", router, subnet).await?;
        let query = ("network_id", connection.network());
        let is_interface = |port: &&Port| port.is_interface_of(router) && port.is_on(connection.network());
        let ports = operation.ports_with(ports, query, |port| is_interface(&port)).await?;
        let Some(interface) = ports.iter().find(is_interface).map(|port| port.id.clone()) else {
            let problem = "is not connected to this subnet by an interface";
            return Err(refused(connection.router_title(), problem, "choose a subnet that it is connected to"));
        };
        // By the subnet, the provider removes every port of the router on the network, a gateway as well. By the port, it
        // leaves the subnet connected in its books where the subnet's gateway has another address than the port.
        let body = match connection.has_gateway_on_network() {
            true => json!({ "port_id": interface }),
            false => json!({ "subnet_id": subnet }),
        };
        let path = [Router::PATH, router, "remove_router_interface"];
        let (request, error) = match operation.send(Method::Put, &path, Some(body)).await? {
            Sent::Done(_, request) => (request, None),
            Sent::Unsure(error) => (operation.request(&error), Some(error)),
        };
        match (operation.show::<Port>(&interface).await, error) {
            (Ok(None), None) => {}
            (Ok(None), Some(error)) if is_known_failure(&error) => {}
            (Ok(None), Some(error)) => {
                operation.note(format_args!("the change was made, although the answer was: {error}"))
            }
            (Ok(Some(_)), Some(error)) => return Err(undone(error)),
            (Ok(Some(_)), None) => {
                return Err(Error::ChangeNotApplied { request, reason: "the interface is still there".into() });
            }
            (Err(reading), Some(error)) => return Err(operation.unknown(&error, &reading)),
            (Err(reading), None) => return Err(unread(request, &reading)),
        }
        let is_other =
            |port: &Port| port.id != interface && port.is_router_interface() && port.is_on(connection.network());
        operation.part.remove::<Port>(interface.as_str());
        match ports.into_iter().find(is_other) {
            Some(other) => operation.part.add(other),
            None => _ = operation.part.part.get_or_insert_default().disconnected_subnets.insert(subnet.to_owned()),
        }
        connection.done(operation).await
    }
}

/// A subnet and the router that it is or is not connected to.
struct Connection {
    router: Router,
    subnet: Subnet,
}

impl Connection {
    async fn read(operation: &mut Operation<'_>, verb: &str, word: &str, router: &str, subnet: &str) -> Result<Self> {
        let connection = Self { router: operation.need(router).await?, subnet: operation.need(subnet).await? };
        operation.rename(format!("{verb} {} {word} {}", connection.subnet_title(), connection.router_title()));
        Ok(connection)
    }

    fn router_title(&self) -> String {
        title::<Router>(self.router.name.as_deref(), &self.router.id)
    }

    fn subnet_title(&self) -> String {
        title::<Subnet>(self.subnet.name.as_deref(), &self.subnet.id)
    }

    fn network(&self) -> &str {
        self.subnet.network_id.as_deref().unwrap_or_default()
    }

    fn has_gateway_on_network(&self) -> bool {
        let gateway = self.router.external_gateway_info.as_ref().and_then(|gateway| gateway.network_id.as_deref());
        gateway.is_some_and(|network| network == self.network())
    }

    /// The interface that was made, if it was, after an `error` that does not say.
    async fn find(&self, operation: &mut Operation<'_>, error: Error) -> Result<Port> {
        let ports = match operation.list_where::<Port>(("network_id", self.network())).await {
            Ok(ports) => ports,
            Err(reading) => return Err(operation.unknown(&error, &reading)),
        };
        let is_interface = |port: &Port| port.is_interface_of(&self.router.id) && port.is_on(self.network());
        match ports.into_iter().find(is_interface) {
            Some(port) => {
                operation.note(format_args!("the change was made, although the answer was: {error}"));
                Ok(port)
            }
            None => Err(undone(error)),
        }
    }

    async fn done(self, mut operation: Operation<'_>) -> Result<Change> {
        let (id, name) = (self.router.id.clone(), self.router.name.clone());
        operation.part.add(self.router);
        operation.part.add(self.subnet);
        operation.done(id, name).await
    }
}

/// The provider fails to write its answer to a removal by subnet, which it has done then.
fn is_known_failure(error: &Error) -> bool {
    error.code() == Some(Code::AnswerUnwritten)
}
