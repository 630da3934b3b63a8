//! Networks.

mod desired;

use self::desired::{ATTRIBUTES, Desired, stored};
use super::change::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::refusal::{listed, refused};
use crate::resource::title;
use crate::wire::network::{Network, Port, Router, Subnet};
use crate::{Client, Error, Result};

impl Client {
    /// Creates a network.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_network(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the network a name")?;
        let desired = Desired::new(&input, None)?;
        let mut operation = Operation::new(self, format!("create {}", title::<Network>(Some(&name), "")));
        let query = ("name", name.as_str());
        let before = operation.list_where::<Network>(query).await?;
        let network =
            operation.create(desired.body(None), query, &before, |network| desired.differences(network)).await?;
        if desired.physical.is_some() {
            operation.add_localnet(&network.id).await?;
        }
        done(operation, network).await
    }

    /// Changes a network; what is not given stays. `ports` are ids of ports of the network, as far as they are known; where
    /// it loses its physical network and none of them is its way there, the provider's list of ports is read.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn update_network(&self, id: &str, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Network>(None, id)));
        let current: Network = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Network>(current.name.as_deref(), id)));
        let input = input.over(stored(&current));
        let desired = Desired::new(&input, Some(&current))?;
        if desired.differences(&current).is_empty() {
            return done(operation, current).await;
        }
        let had_physical = current.physical_network.is_some();
        let is_localnet = |port: &Port| port.is_localnet() && port.is_on(id);
        let mut localnet = None;
        if had_physical && desired.physical.is_none() {
            let ports = operation.ports_with(ports, ("network_id", id), is_localnet).await?;
            localnet = ports.into_iter().find(is_localnet);
        }
        let body = desired.body(Some(&current));
        let network = operation.update::<Network>(id, body, |network| desired.differences(network)).await?;
        if let Some(localnet) = localnet {
            operation.part.remove::<Port>(localnet.id);
        }
        if desired.physical.is_some() && !had_physical {
            operation.add_localnet(id).await?;
        }
        done(operation, network).await
    }

    /// Deletes a network with its subnet. `ports` are ids of ports of the network, as far as they are known; without them,
    /// the provider's list of ports is read where the network has a physical one.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn delete_network(&self, id: &str, ports: Option<&[String]>) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Network>(None, id)));
        let Some(network) = operation.show::<Network>(id).await? else {
            operation.note("it did not exist any more");
            operation.part.remove::<Network>(id);
            operation.find_gone(ports.unwrap_or_default()).await?;
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("delete {}", title::<Network>(network.name.as_deref(), id)));
        let mut subnets = operation.list_where::<Subnet>(("network_id", id)).await?;
        subnets.retain(|subnet| subnet.network_id.as_deref() == Some(id));
        let mut known = ports.unwrap_or_default().to_vec();
        if ports.is_none() && network.physical_network.is_some() {
            let ports = operation.list_where::<Port>(("network_id", id)).await?;
            known.extend(ports.into_iter().filter(|port| port.is_on(id)).map(|port| port.id));
        }
        if let Err(error) = operation.delete::<Network>(id).await {
            return Err(operation.blocked(&network, error).await);
        }
        operation.part.remove::<Network>(id);
        subnets.into_iter().for_each(|subnet| operation.part.remove::<Subnet>(subnet.id));
        let gone = operation.find_gone(&known).await;
        operation.done_before(gone)?;
        operation.done(network.id, network.name).await
    }
}

async fn done(mut operation: Operation<'_>, network: Network) -> Result<Change> {
    let (id, name) = (network.id.clone(), network.name.clone());
    operation.part.add(network);
    operation.done(id, name).await
}

impl Operation<'_> {
    /// Adds the port by which a network leaves for its physical network: nothing but the list has its id.
    async fn add_localnet(&mut self, network: &str) -> Result<()> {
        let ports = self.list_where::<Port>(("network_id", network)).await;
        let ports = self.done_before(ports)?;
        ports.into_iter().filter(|port| port.is_localnet() && port.is_on(network)).for_each(|port| self.part.add(port));
        Ok(())
    }

    /// Why the network was not deleted: the ports that it has, where the provider refused because of them.
    async fn blocked(&mut self, network: &Network, error: Error) -> Error {
        if !matches!(error, Error::Response { status: 400 | 409, .. }) {
            return error;
        }
        let Ok(ports) = self.list_where::<Port>(("network_id", &network.id)).await else {
            return error;
        };
        let mut blocking = Vec::new();
        for port in ports.iter().filter(|port| port.is_on(&network.id) && !port.is_localnet()) {
            blocking.push(self.described(port).await);
        }
        if blocking.is_empty() {
            return error;
        }
        let problem = format!("cannot be deleted, it has {}", listed(&blocking));
        let remedy = "remove the vNICs in oVirt, and the interfaces and gateways of routers";
        refused(title::<Network>(network.name.as_deref(), &network.id), problem, remedy)
    }

    /// A port as its user knows it.
    async fn described(&mut self, port: &Port) -> String {
        let Some(id) = port.router() else {
            return title::<Port>(port.name.as_deref(), &port.id);
        };
        let router = self.title::<Router>(id).await.unwrap_or_else(|_| title::<Router>(None, id));
        format!("{} of {router}", if port.is_router_gateway() { "the gateway" } else { "an interface" })
    }
}
