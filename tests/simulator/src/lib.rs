//! A simulated ovirt-provider-ovn, for tests, demos and benchmarks.
//!
//! It answers as the real provider was recorded: HTTP/1.0, one request at a time a port, bodies that end with the connection, and the same
//! refusals word for word. What the recordings do not show follows the provider's source, its mistakes included. Inventories can be
//! generated or loaded, and faults switched on while it runs.
//!
//! ```
//! use ovirt_net_simulator::{Action, Fault, Generate, Options, Simulator};
//!
//! # fn main() -> std::io::Result<()> {
//! let simulator = Simulator::start(Options::default())?;
//! simulator.generate(&Generate { networks: 10, ports: 100, ..Generate::default() });
//! simulator.set_faults(vec![Fault::new("GET", "/v2.0/ports", Action::Empty).times(1)]);
//! assert!(simulator.identity_url().starts_with("http://127.0.0.1:"));
//! assert!(simulator.requests().is_empty());
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod clock;
mod connection;
mod control;
mod faults;
mod generate;
mod http;
mod identity;
mod network;
mod old_answers;
mod options;
mod python;
mod release;
mod rng;
mod server;
mod sso;
mod state;
mod store;

pub use faults::{Action, Fault, Service, When};
pub use options::{Auth, Generate, Options, Settings, Tls};
pub use release::Release;
pub use sso::Sso;
pub use state::Received;

use faults::Faults;
use serde_json::Value;
use state::{Address, Shared, State};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// A running simulator; dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
    address: Address,
    control_port: u16,
    listeners: Vec<SocketAddr>,
    threads: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator: when this returns, its ports are open.
    pub fn start(options: Options) -> io::Result<Self> {
        let acceptor = options.tls.as_ref().map(server::acceptor).transpose().map_err(io::Error::other)?;
        let identity = TcpListener::bind((options.host.as_str(), options.identity_port))?;
        let network = TcpListener::bind((options.host.as_str(), options.network_port))?;
        let control = TcpListener::bind((Ipv4Addr::LOCALHOST, options.control_port))?;
        let listeners = [&identity, &network, &control].map(|listener| listener.local_addr().map(reachable));
        let listeners = listeners.into_iter().collect::<io::Result<Vec<_>>>()?;
        let address = Address {
            scheme: if acceptor.is_some() { "https" } else { "http" },
            host: if options.host == "0.0.0.0" { "127.0.0.1".to_owned() } else { options.host },
            identity_port: identity.local_addr()?.port(),
            network_port: network.local_addr()?.port(),
        };
        let control_port = control.local_addr()?.port();
        let mut state = State::new(options.seed, options.settings, address.clone());
        if let Some(wanted) = &options.generate {
            generate::generate(&mut state.store, wanted);
        }
        if let Some(inventory) = &options.inventory {
            state.store.load(inventory).map_err(io::Error::other)?;
        }
        let shared = Arc::new(Shared::new(state));
        let mut simulator = Self { shared, address, control_port, listeners, threads: Vec::new() };
        for (service, listener) in [(Service::Identity, identity), (Service::Network, network)] {
            let (shared, acceptor) = (Arc::clone(&simulator.shared), acceptor.clone());
            simulator.spawn(move || {
                server::listen(&listener, acceptor.as_ref(), &shared, |connection| {
                    server::serve(&shared, service, connection)
                });
            })?;
        }
        let shared = Arc::clone(&simulator.shared);
        simulator.spawn(move || {
            server::listen(&control, None, &shared, |connection| control::serve(&shared, connection));
        })?;
        Ok(simulator)
    }

    fn spawn(&mut self, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.threads.push(thread::Builder::new().name("simulator".to_owned()).spawn(work)?);
        Ok(())
    }

    /// The URL to log in at: `http://127.0.0.1:PORT/v2.0`.
    pub fn identity_url(&self) -> String {
        let Address { scheme, host, identity_port, .. } = &self.address;
        format!("{scheme}://{host}:{identity_port}/v2.0")
    }

    /// The network service's URL: `http://127.0.0.1:PORT/v2.0`.
    pub fn network_url(&self) -> String {
        let Address { scheme, host, network_port, .. } = &self.address;
        format!("{scheme}://{host}:{network_port}/v2.0")
    }

    /// The control port's URL: `http://127.0.0.1:PORT`.
    pub fn control_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.control_port)
    }

    /// Replaces all faults.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.shared.lock().faults = Faults::new(faults);
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.set_faults(Vec::new());
    }

    /// The requests that both services have got, in order.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.lock().log().cloned().collect()
    }

    /// Forgets the requests.
    pub fn clear_requests(&self) {
        self.shared.lock().clear_log();
    }

    /// Replaces the inventory by a JSON object with the keys `tenants`, `networks`, `subnets`, `ports`, `routers`, `floatingips`,
    /// `security_groups` and `security_group_rules`, each an array. The lists then answer exactly these objects.
    pub fn load(&self, inventory: &Value) -> io::Result<()> {
        self.shared.lock().store.load(inventory).map_err(io::Error::other)
    }

    /// The whole inventory, in the notation of [`Simulator::load`].
    pub fn dump(&self) -> Value {
        self.shared.lock().store.dump()
    }

    /// Replaces the inventory by a generated one.
    pub fn generate(&self, wanted: &Generate) {
        generate::generate(&mut self.shared.lock().store, wanted);
    }

    /// Makes all tokens invalid.
    pub fn expire_tokens(&self) {
        self.shared.lock().tokens.clear();
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Settings {
        self.shared.lock().settings.clone()
    }

    /// Replaces the settings.
    pub fn set_settings(&self, settings: Settings) {
        self.shared.lock().set_settings(settings);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.shared.stop();
        for listener in &self.listeners {
            // Wakes the thread that waits there.
            let _ = TcpStream::connect(listener);
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// The address under which this machine reaches a listener.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    address
}
