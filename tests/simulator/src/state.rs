//! The state of a running simulator, behind one lock.

use crate::faults::{Faults, Service};
use crate::options::Settings;
use crate::rng::Rng;
use crate::store::Store;
use serde::Serialize;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request that one of the services has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The service.
    pub service: Service,
    /// The method.
    pub method: String,
    /// The path, with its query.
    pub path: String,
    /// Method and path.
    pub line: String,
    /// The body, as text.
    pub body: Option<String>,
    /// The status of the answer; none while there is no answer, or for good when a fault swallows it.
    pub status: Option<u16>,
}

/// Where the services listen, as clients see it.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) scheme: &'static str,
    pub(crate) host: String,
    pub(crate) identity_port: u16,
    pub(crate) network_port: u16,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) tokens: HashSet<String>,
    pub(crate) faults: Faults,
    pub(crate) rng: Rng,
    pub(crate) address: Address,
    log: Vec<(u64, Received)>,
    received: u64,
}

impl State {
    pub(crate) fn new(seed: u64, settings: Settings, address: Address) -> Self {
        let mut store = Store::new(seed);
        store.dynamic_ips = settings.dynamic_ips;
        Self {
            store,
            settings,
            tokens: HashSet::new(),
            faults: Faults::default(),
            // Logins must not change the ids of what is created later.
            rng: Rng::new(!seed),
            address,
            log: Vec::new(),
            received: 0,
        }
    }

    pub(crate) fn set_settings(&mut self, settings: Settings) {
        self.store.dynamic_ips = settings.dynamic_ips;
        self.settings = settings;
    }

    /// The identity service's root in catalog and versions.
    pub(crate) fn identity_root(&self) -> String {
        self.root(self.address.identity_port)
    }

    /// The network service's root in catalog and versions.
    pub(crate) fn network_root(&self) -> String {
        self.root(self.address.network_port)
    }

    /// The root of a service on `port`.
    pub(crate) fn root(&self, port: u16) -> String {
        let host = self.settings.catalog_host.as_ref().unwrap_or(&self.address.host);
        format!("{}://{host}:{port}/", self.address.scheme)
    }

    /// Counts a request that carries a token towards the tokens' end.
    pub(crate) fn spend_token(&mut self) {
        self.settings.expire_after = match self.settings.expire_after {
            Some(0) => {
                self.tokens.clear();
                None
            }
            left => left.map(|left| left - 1),
        };
    }

    /// Notes a request before it is answered; the number is for [`State::answered`].
    pub(crate) fn note(&mut self, service: Service, method: &str, path: &str, body: &[u8]) -> u64 {
        self.received += 1;
        let body = (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned());
        let (method, path, line) = (method.to_owned(), path.to_owned(), format!("{method} {path}"));
        self.log.push((self.received, Received { service, method, path, line, body, status: None }));
        self.received
    }

    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        if let Some((_, received)) = self.log.iter_mut().rfind(|(other, _)| *other == number) {
            received.status = Some(status);
        }
    }

    pub(crate) fn log(&self) -> impl Iterator<Item = &Received> {
        self.log.iter().map(|(_, received)| received)
    }

    pub(crate) fn clear_log(&mut self) {
        self.log.clear();
    }
}

/// What the simulator's threads share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    stopping: AtomicBool,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Mutex::new(state), stopping: AtomicBool::new(false) }
    }

    /// The state. A panic elsewhere leaves it as usable as it was.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}
