//! How a simulator is set up, and what can be changed while it runs.

use crate::release::Release;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// How the provider answers a token that it does not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// The static-token plugin: 403 with an empty message.
    #[default]
    Static,
    /// The plugins that ask oVirt's engine: 401 in the words of its single sign-on, see [`crate::Sso`].
    Ovirt,
}

/// What a simulator starts with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address all three ports listen on.
    pub host: String,
    /// The identity service's port; 0 takes any.
    pub identity_port: u16,
    /// The network service's port; 0 takes any.
    pub network_port: u16,
    /// The control port; 0 takes any.
    pub control_port: u16,
    /// PEM files for TLS on both services: the certificate chain and its key.
    pub tls: Option<Tls>,
    /// The seed of ids and tokens.
    pub seed: u64,
    /// What to generate at the start.
    pub generate: Option<Generate>,
    /// What to load at the start, instead of generating: see [`crate::Simulator::load`].
    pub inventory: Option<Value>,
    /// What can be changed later, too.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            identity_port: 0,
            network_port: 0,
            control_port: 0,
            tls: None,
            seed: 1,
            generate: None,
            inventory: None,
            settings: Settings::default(),
        }
    }
}

/// The PEM files of a TLS server.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The certificate, followed by its intermediates if any.
    pub certificate: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
}

/// What can be changed while the simulator runs (`PATCH /settings` of the control port takes any part of it).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The user who may log in.
    pub user: String,
    /// That user's password.
    pub password: String,
    /// Whether user and password are looked at. The real static-token plugin does not.
    pub check_password: bool,
    /// How unaccepted tokens and logins are answered.
    pub auth: Auth,
    /// The release that it answers as.
    pub release: Release,
    /// The host in the catalog's URLs, `provider-host` of the real configuration; `None` is the listening address.
    pub catalog_host: Option<String>,
    /// Seconds until a token says that it expires; 0 says `null`. As with the real one, this is only said: see `expire_after`.
    pub token_timeout: u64,
    /// How long a login takes.
    pub login_delay_ms: u64,
    /// After so many further requests to the network service, all tokens expire (once).
    pub expire_after: Option<u64>,
    /// Whether new ports get an address of their network's subnet, as they do where OVN's northd runs.
    pub dynamic_ips: bool,
    /// Whether a TLS connection ends with a `close_notify`. The real one's do not, as Python's servers do not send it.
    pub close_notify: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user: "admin@internal".to_owned(),
            password: "123456".to_owned(),
            check_password: true,
            auth: Auth::Static,
            release: Release::default(),
            catalog_host: None,
            token_timeout: 360_000,
            login_delay_ms: 0,
            expire_after: None,
            dynamic_ips: false,
            close_notify: false,
        }
    }
}

impl Settings {
    /// These settings with the given keys replaced.
    pub(crate) fn patched(&self, patch: &Value) -> Result<Self, String> {
        let Value::Object(patch) = patch else {
            return Err("settings must be an object".to_owned());
        };
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Value::Object(all) = &mut all {
            all.extend(patch.clone());
        }
        serde_json::from_value(all).map_err(|error| error.to_string())
    }
}

/// How much to generate. The same numbers give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Generate {
    /// Networks: plain, flat and VLAN ones.
    pub networks: usize,
    /// Whether nine networks of ten get a subnet.
    pub subnets: bool,
    /// Ports of VMs, spread over the networks. Ports of routers and physical networks come on top.
    pub ports: usize,
    /// Routers, with interfaces and gateways as far as there are subnets.
    pub routers: usize,
    /// Security groups; each has the two egress rules that every group has.
    pub security_groups: usize,
    /// Further rules in total, spread over the groups.
    pub rules: usize,
    /// The seed of ids, MACs and the like.
    pub seed: u64,
}

impl Default for Generate {
    fn default() -> Self {
        Self { networks: 0, subnets: true, ports: 0, routers: 0, security_groups: 0, rules: 0, seed: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_changes_only_what_it_names() {
        let patched = Settings::default().patched(&json!({"auth": "ovirt", "expire_after": 2})).unwrap();
        assert_eq!(patched, Settings { auth: Auth::Ovirt, expire_after: Some(2), ..Settings::default() });
    }

    #[test]
    fn a_patch_with_unknown_keys_or_types_is_refused() {
        for patch in [json!({"colour": 1}), json!({"login_delay_ms": "1"}), json!([])] {
            assert!(Settings::default().patched(&patch).is_err(), "{patch}");
        }
    }
}
