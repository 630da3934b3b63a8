//! Subnets: one a network, always with DHCP.

mod desired;

use serde_json::Value;

use self::desired::{Desired, address_mode, check_emptied, check_fixed, check_pools, stored};
use super::change::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::range::Range;
use super::refusal::{difference, invalid, listed, missing, refused};
use crate::quote::cut;
use crate::resource::title;
use crate::wire::network::{Network, Router, Subnet};
use crate::{Client, Result};

const ATTRIBUTES: [&str; 11] = [
    "name",
    "network_id",
    "cidr",
    "ip_version",
    "gateway_ip",
    "enable_dhcp",
    "dns_nameservers",
    "allocation_pools",
    "host_routes",
    "ipv6_address_mode",
    "tenant_id",
];

/// What is asked of a new subnet beside its name and network.
struct New {
    range: Range,
    version: i64,
    mode: Option<String>,
    desired: Desired,
}

impl New {
    fn asked(input: &Input<'_>) -> Result<Self> {
        let range = input.range("cidr")?.ok_or_else(|| missing("cidr", "give a range such as 10.0.0.0/24"))?;
        let version = input.integer("ip_version", 4..=6, "4 or 6")?.unwrap_or(range.version());
        if version != range.version() {
            return Err(invalid(
                "ip_version",
                version,
                format!("{range} is IPv{}, give that or nothing", range.version()),
            ));
        }
        let mode = address_mode(input, &range)?;
        let desired = Desired::new(input, Some(&range))?;
        check_pools(input, Some(&range), &[])?;
        Ok(Self { range, version, mode, desired })
    }
}

/// Checks what is asked of a new subnet, as far as that can be told without the provider.
///
/// # Errors
/// [`crate::Error::InvalidChange`], as [`Client::create_subnet`] would return it.
pub fn check_subnet(attributes: &Attributes) -> Result<()> {
    New::asked(&Input::new(attributes, &ATTRIBUTES)?).map(|_| ())
}

/// Checks what a subnet is to be changed to, as far as that can be told without the provider. `stored` is what is known of it, in
/// the provider's words; its `id` is needed.
///
/// # Errors
/// [`crate::Error::InvalidChange`], as [`Client::update_subnet`] would return it.
pub fn check_subnet_change(attributes: &Attributes, stored: &Attributes) -> Result<()> {
    let known = serde_json::from_value(Value::Object(stored.clone()))
        .map_err(|problem| invalid("stored", "unreadable", problem.to_string()))?;
    changed(Input::new(attributes, &ATTRIBUTES)?, &known).map(|_| ())
}

/// What is asked of a subnet that there is.
fn changed(input: Input<'_>, current: &Subnet) -> Result<Desired> {
    let input = input.over(stored(current));
    let range = current.cidr.as_deref().and_then(Range::stored);
    check_fixed(&input, current, range.as_ref())?;
    let desired = Desired::new(&input, range.as_ref())?;
    check_pools(&input, range.as_ref(), &current.allocation_pools)?;
    check_emptied(&input, current)?;
    Ok(desired)
}

impl Client {
    /// Creates the subnet of a network. `ports` are ids of the network's ports, as far as they are known: they get addresses.
    /// Without them, the provider's list of ports is read.
    ///
    /// # Errors
    /// [`crate::Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_subnet(&self, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the subnet a name")?;
        let network_id = input.required("network_id", "give the network that the subnet belongs to")?;
        let New { range, version, mode, desired } = New::asked(&input)?;
        let mut operation = Operation::new(self, format!("create {}", title::<Subnet>(Some(&name), "")));
        let network: Network = operation.need(&network_id).await?;
        let mut body = desired.body();
        body.insert("name".into(), name.into());
        body.insert("network_id".into(), network_id.clone().into());
        body.insert("cidr".into(), range.to_string().into());
        body.insert("ip_version".into(), version.into());
        body.insert("enable_dhcp".into(), true.into());
        for (key, value) in [("ipv6_address_mode", mode.clone()), ("tenant_id", input.text("tenant_id")?)] {
            if let Some(value) = value {
                body.insert(key.into(), value.into());
            }
        }
        let differences = |subnet: &Subnet| {
            let mut differences = desired.differences(subnet);
            differences.extend(difference("network_id", Some(network_id.as_str()), subnet.network_id.as_deref()));
            differences.extend(difference("cidr", Some(range.to_string()), subnet.cidr.clone()));
            differences.extend(difference("ipv6_address_mode", mode.as_deref(), subnet.ipv6_address_mode.as_deref()));
            differences
        };
        let query = ("network_id", network_id.as_str());
        let before = operation.list_where::<Subnet>(query).await?;
        if let Some(other) = before.iter().find(|subnet| subnet.network_id.as_ref() == Some(&network_id)) {
            let object = title::<Network>(network.name.as_deref(), &network_id);
            let other = cut(other.name.as_deref().or(other.cidr.as_deref()).unwrap_or(&other.id));
            let problem = format!("already has the subnet {other}, and can have only one");
            return Err(refused(object, problem, "choose another network, or delete that subnet first"));
        }
        let subnet: Subnet = operation.create(Value::Object(body), query, &before, differences).await?;
        let known = operation.known_ports(ports).await;
        let ports = match operation.done_before(known)? {
            Some(ports) => ports,
            None => {
                let ports = operation.list_where(query).await;
                operation.done_before(ports)?
            }
        };
        ports.into_iter().filter(|port| port.is_on(&network_id)).for_each(|port| operation.part.add(port));
        operation.part.add(network);
        done(operation, subnet).await
    }

    /// Changes a subnet's name, gateway or DNS server; what is not given stays.
    ///
    /// # Errors
    /// As for [`Client::create_subnet`].
    pub async fn update_subnet(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Subnet>(None, id)));
        let current: Subnet = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Subnet>(current.name.as_deref(), id)));
        let desired = changed(input, &current)?;
        if desired.differences(&current).is_empty() {
            return done(operation, current).await;
        }
        let body = Value::Object(desired.body());
        let subnet = operation.update::<Subnet>(id, body, |subnet| desired.differences(subnet)).await?;
        done(operation, subnet).await
    }

    /// Deletes a subnet. Its ports keep their addresses.
    ///
    /// # Errors
    /// As for [`Client::create_subnet`].
    pub async fn delete_subnet(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Subnet>(None, id)));
        let subnet = operation.show::<Subnet>(id).await?;
        operation.part.remove::<Subnet>(id);
        let Some(subnet) = subnet else {
            operation.note("it did not exist any more");
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("delete {}", title::<Subnet>(subnet.name.as_deref(), id)));
        // The provider looks at interfaces alone. Without its subnet, a gateway cannot be shown, and with it no router at all.
        let routers = operation.list::<Router>().await?;
        check_unused(&subnet, routers.iter().filter(|router| has_gateway_on(router, &subnet)))?;
        if let Err(error) = operation.delete::<Subnet>(id).await {
            // Its words have the ids of the routers.
            let words = error.words().unwrap_or_default();
            check_unused(&subnet, routers.iter().filter(|router| words.contains(&router.id)))?;
            return Err(error);
        }
        operation.done(subnet.id, subnet.name).await
    }
}

async fn done(mut operation: Operation<'_>, subnet: Subnet) -> Result<Change> {
    let (id, name) = (subnet.id.clone(), subnet.name.clone());
    operation.part.add(subnet);
    operation.done(id, name).await
}

/// Refuses to delete a subnet that `routers` use.
fn check_unused<'a>(subnet: &Subnet, routers: impl Iterator<Item = &'a Router>) -> Result<()> {
    let routers: Vec<String> = routers.map(|router| title::<Router>(router.name.as_deref(), &router.id)).collect();
    if routers.is_empty() {
        return Ok(());
    }
    let problem = format!("cannot be deleted, it is connected to {}", listed(&routers));
    let object = title::<Subnet>(subnet.name.as_deref(), &subnet.id);
    Err(refused(object, problem, "remove the router's interface or gateway first"))
}

fn has_gateway_on(router: &Router, subnet: &Subnet) -> bool {
    router.external_gateway_info.as_ref().is_some_and(|gateway| {
        let addresses = gateway.raw.get("external_fixed_ips").and_then(Value::as_array).into_iter().flatten();
        let mut subnets = addresses.filter_map(|address| address.get("subnet_id")?.as_str()).peekable();
        match subnets.peek() {
            Some(_) => subnets.any(|id| id == subnet.id),
            None => gateway.network_id.is_some() && gateway.network_id == subnet.network_id,
        }
    })
}
