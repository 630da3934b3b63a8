//! The program's arguments.

use ovirt_net_simulator::{Auth, Options, Tls};
use std::path::PathBuf;
use std::str::FromStr;

/// The program's help.
pub(crate) const USAGE: &str = "\
ovirt-net-simulator: a stand-in for ovirt-provider-ovn

Prints one line of JSON with identity_url, network_url and control_url, then serves until SIGTERM or SIGINT.

  --networks N, --ports N, --routers N, --security-groups N, --rules N
                          how much to generate (default: nothing); rules are counted in total,
                          without the two that each group has
  --no-subnets            networks without subnets
  --seed N                seed of all ids (default 1)
  --inventory FILE        load this JSON inventory instead of generating one
  --host H                address to listen on (default 127.0.0.1)
  --identity-port N, --network-port N, --control-port N
                          ports (default 0: any); the control port is on 127.0.0.1 only
  --catalog-host H        host in the catalog's URLs (default: the address listened on)
  --user U, --password P  who may log in (default admin@internal, 123456)
  --auth static|ovirt     how bad tokens are answered: 403 or 401 (default static)
  --release R             which release it is: 1.2.2, 1.2.4, 1.2.14 or master (default master)
  --token-timeout N       seconds until a token says that it expires, 0 for null (default 360000)
  --login-delay-ms N      how long a login takes
  --dynamic-ips           give new ports addresses
  --tls-cert FILE, --tls-key FILE
                          PEM files for TLS on the identity and network services
  --stop-with-stdin       stop when standard input ends
  --help                  this text";

/// What the arguments say.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) options: Options,
    pub(crate) inventory: Option<PathBuf>,
    pub(crate) stop_with_stdin: bool,
    pub(crate) help: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let (mut certificate, mut key) = (None, None);
        while let Some(word) = words.next() {
            let (flag, inline) = match word.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            match flag.as_str() {
                "--help" | "-h" => arguments.help = true,
                "--stop-with-stdin" => arguments.stop_with_stdin = true,
                "--dynamic-ips" => arguments.options.settings.dynamic_ips = true,
                "--no-subnets" => arguments.options.generate.get_or_insert_default().subnets = false,
                _ => {
                    let value = inline.or_else(|| words.next()).ok_or_else(|| format!("{flag} needs a value"))?;
                    match flag.as_str() {
                        "--inventory" => arguments.inventory = Some(value.into()),
                        "--tls-cert" => certificate = Some(value.into()),
                        "--tls-key" => key = Some(value.into()),
                        _ => arguments.options.set(&flag, &value)?,
                    }
                }
            }
        }
        arguments.options.tls = match (certificate, key) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            (None, None) => None,
            _ => return Err("--tls-cert and --tls-key belong together".to_owned()),
        };
        Ok(arguments)
    }
}

trait Set {
    fn set(&mut self, flag: &str, value: &str) -> Result<(), String>;
}

impl Set for Options {
    fn set(&mut self, flag: &str, value: &str) -> Result<(), String> {
        let settings = &mut self.settings;
        match flag {
            "--host" => self.host = value.to_owned(),
            "--identity-port" => self.identity_port = number(flag, value)?,
            "--network-port" => self.network_port = number(flag, value)?,
            "--control-port" => self.control_port = number(flag, value)?,
            "--catalog-host" => settings.catalog_host = Some(value.to_owned()),
            "--user" => settings.user = value.to_owned(),
            "--password" => settings.password = value.to_owned(),
            "--token-timeout" => settings.token_timeout = number(flag, value)?,
            "--login-delay-ms" => settings.login_delay_ms = number(flag, value)?,
            "--auth" => {
                settings.auth = match value {
                    "static" => Auth::Static,
                    "ovirt" => Auth::Ovirt,
                    _ => return Err("--auth is static or ovirt".to_owned()),
                }
            }
            "--release" => settings.release = value.parse()?,
            "--seed" => {
                self.seed = number(flag, value)?;
                self.generate.get_or_insert_default().seed = self.seed;
            }
            _ => {
                let wanted = self.generate.get_or_insert_default();
                let count = match flag {
                    "--networks" => &mut wanted.networks,
                    "--ports" => &mut wanted.ports,
                    "--routers" => &mut wanted.routers,
                    "--security-groups" => &mut wanted.security_groups,
                    "--rules" => &mut wanted.rules,
                    _ => return Err(format!("unknown argument {flag}")),
                };
                *count = number(flag, value)?;
            }
        }
        Ok(())
    }
}

fn number<T: FromStr>(flag: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{flag} needs a number, not {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_become_options() {
        let arguments = parse("--networks 3 --ports=4 --seed 9 --auth ovirt --stop-with-stdin --password p").unwrap();
        let wanted = arguments.options.generate.unwrap();
        assert_eq!((wanted.networks, wanted.ports, wanted.seed), (3, 4, 9));
        assert_eq!(arguments.options.settings.auth, Auth::Ovirt);
        assert_eq!(arguments.options.settings.password, "p");
        assert!(arguments.stop_with_stdin);
    }

    #[test]
    fn mistakes_are_refused() {
        for line in ["--network 3", "--ports x", "--ports", "--auth ldap", "--release 1.3", "--tls-cert a", "extra"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
