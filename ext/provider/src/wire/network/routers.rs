//! Routers.

use serde::Deserialize;
use serde_json::Value;

/// A router.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Router {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub tenant_id: Option<String>,
    /// `ACTIVE`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: Option<String>,
    /// Whether it is up.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub admin_state_up: Option<bool>,
    /// Its way out; `None` where it has none.
    #[serde(default)]
    pub external_gateway_info: Option<ExternalGateway>,
    /// Static routes: `destination`, `nexthop`.
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub routes: Vec<Value>,
    /// Whether it is distributed.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub distributed: Option<bool>,
    /// Whether it is highly available.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub ha: Option<bool>,
}

/// A router's way out: kept as it came but for its ids and addresses, which are texts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub struct ExternalGateway {
    /// The outer network.
    pub network_id: Option<String>,
    /// All of it.
    pub raw: Value,
}

impl TryFrom<Value> for ExternalGateway {
    type Error = String;

    fn try_from(mut raw: Value) -> Result<Self, String> {
        // OVSDB's optional
        while let Value::Array(values) = &mut raw {
            match values.len() {
                0 | 1 => raw = values.pop().unwrap_or_default(),
                several => return Err(format!("a list of {several} gateways instead of one")),
            }
        }
        match &mut raw {
            Value::Null => {}
            Value::String(text) if text.is_empty() => raw = Value::Null,
            Value::Object(gateway) => {
                read_texts(gateway, &["network_id"])?;
                if let Some(alone @ Value::Object(_)) = gateway.get_mut("external_fixed_ips") {
                    *alone = Value::Array(vec![alone.take()]);
                }
                for address in gateway.get_mut("external_fixed_ips").and_then(Value::as_array_mut).into_iter().flatten()
                {
                    if let Value::Object(address) = address {
                        read_texts(address, &["subnet_id", "ip_address"])
                            .map_err(|problem| format!("external_fixed_ips: {problem}"))?;
                    }
                }
            }
            _ => return Err("neither an object nor null".into()),
        }
        let network_id = raw.get("network_id").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { network_id, raw })
    }
}

/// Makes the values of `keys` the texts that they are elsewhere.
fn read_texts(object: &mut serde_json::Map<String, Value>, keys: &[&str]) -> Result<(), String> {
    for key in keys {
        if let Some(value) = object.get_mut(*key) {
            let text = crate::wire::reference(&*value).map_err(|problem| format!("{key}: {problem}"))?;
            *value = text.into();
        }
    }
    Ok(())
}
