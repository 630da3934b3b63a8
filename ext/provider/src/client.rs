//! A provider and a user on it: logs in when needed, renews a refused token once, reads lists.

mod broken;
mod inventory;
mod lists;
mod ports;
mod session;

use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use crate::catalog::Catalog;
use crate::identity::below;
use crate::request::Request;
use crate::resource::Resource;
use crate::transport::{Answer, Method, Transport};
use crate::wire::identity::Tenant;
use crate::wire::network::{Network, Port};
use crate::{Endpoint, Error, Inventory, LISTS, Options, Result, Secret};

/// A client of one provider. Cheap to share; all methods may be called at the same time.
#[derive(Debug)]
pub struct Client {
    options: Options,
    endpoint: Endpoint,
    transport: Transport,
    session: Mutex<Option<Arc<Session>>>,
}

/// What a login left: valid until the provider refuses it. `expires` is never trusted.
#[derive(Debug)]
struct Session {
    token: Secret,
    catalog: Catalog,
    network: Result<Url>,
}

/// Which of the provider's services is asked.
#[derive(Clone, Copy)]
enum Service<'a> {
    Identity(&'a Url),
    Network,
}

/// One request to a service.
#[derive(Debug, Default, Clone)]
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Segments below the service's URL, such as `["networks", "8a63…"]`.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: Option<(&'a str, &'a str)>,
    /// Instead of path and query, the whole URL of a list's next page.
    pub(crate) page: Option<&'a Url>,
    pub(crate) body: Option<String>,
    pub(crate) list: Option<&'static str>,
    pub(crate) change: Option<&'a str>,
}

impl Client {
    /// A client that has sent nothing yet.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for an option that cannot be used.
    pub fn new(options: Options) -> Result<Self> {
        if options.username.trim().is_empty() {
            return Err(Error::InvalidOption {
                field: "username",
                problem: "is missing".into(),
                remedy: "give the oVirt user with its profile, such as admin@internal or admin@ovirt@internalsso",
            });
        }
        if !matches!(options.interface.as_str(), "public" | "internal" | "admin") {
            return Err(Error::InvalidOption {
                field: "interface",
                problem: format!("is \"{}\"", options.interface),
                remedy: "give public, internal or admin",
            });
        }
        let endpoint = Endpoint::parse(&options.authentication_url)?;
        let transport = Transport::new(&options)?;
        Ok(Self { options, endpoint, transport, session: Mutex::new(None) })
    }

    /// Logs in now, whether or not there is a token, and gives the catalog.
    ///
    /// # Errors
    /// Why the provider could not be asked, or its refusal.
    pub async fn login(&self) -> Result<Catalog> {
        let mut current = self.session.lock().await;
        let session = self.start(None, &mut Vec::new()).await?;
        let catalog = session.catalog.clone();
        *current = Some(session);
        Ok(catalog)
    }

    /// The catalog of the last login, after a login where there was none.
    ///
    /// # Errors
    /// As for [`Client::login`].
    pub async fn catalog(&self) -> Result<Catalog> {
        Ok(self.session(&mut Vec::new()).await?.catalog.clone())
    }

    /// URL of the Neutron API that is used, with its version.
    ///
    /// # Errors
    /// As for [`Client::login`], or [`Error::Catalog`].
    pub async fn network_url(&self) -> Result<Url> {
        self.session(&mut Vec::new()).await?.network.clone()
    }

    /// The tenants; the provider has one dummy.
    ///
    /// # Errors
    /// Why the list could not be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>> {
        self.whole_list(&mut Vec::new()).await
    }

    /// Logs in anew and reads the networks: whether this user may do what a refresh does. A login alone does not show
    /// that, nor do the tenants, which the provider gives to anybody.
    ///
    /// # Errors
    /// As for [`Client::login`] and [`Client::inventory`].
    pub async fn verify(&self) -> Result<()> {
        self.login().await?;
        self.whole_list::<Network>(&mut Vec::new()).await?;
        Ok(())
    }

    /// Everything the provider has, or an error: one login at most once renewed, seven lists, the tenants.
    ///
    /// # Errors
    /// Names the list, the path, the status and the provider's words.
    pub async fn inventory(&self) -> Result<Inventory> {
        self.read(LISTS.into_iter()).await
    }

    /// Everything but the ports, whose list is what takes the provider its time: the other six lists and the tenants. What
    /// is told of other objects by ports alone, such as the router of a subnet, is not known then.
    ///
    /// # Errors
    /// As for [`Client::inventory`].
    pub async fn inventory_without_ports(&self) -> Result<Inventory> {
        self.read(LISTS.into_iter().filter(|path| *path != Port::PATH)).await
    }

    /// As [`Client::inventory`] or, without `ports`, [`Client::inventory_without_ports`], but that lists are missing which the
    /// provider refuses while it gives others: [`Inventory::unread`] has them.
    ///
    /// # Errors
    /// As for [`Client::inventory`], for all that is not the refusal of one list; the first refusal where no list that is made of
    /// OVN's content could be read.
    pub async fn inventory_of_what_is_listed(&self, ports: bool) -> Result<Inventory> {
        self.read_what_is_listed(LISTS.into_iter().filter(|path| ports || *path != Port::PATH)).await
    }

    /// Asks the network service for one thing, and gives the answer with what was asked, for an error's sake.
    pub(crate) async fn ask(&self, call: &Call<'_>, notes: &mut Vec<String>) -> Result<(Answer, Request)> {
        self.exchange(Service::Network, call, notes).await
    }

    /// Sends `call`, and once more with a new token where the first was refused: what is refused was not done.
    async fn exchange(
        &self,
        service: Service<'_>,
        call: &Call<'_>,
        notes: &mut Vec<String>,
    ) -> Result<(Answer, Request)> {
        let mut session = self.session(notes).await?;
        let mut renewed = false;
        loop {
            let base = match service {
                Service::Identity(url) => url.clone(),
                Service::Network => session.network.clone()?,
            };
            let mut url = call.page.cloned().unwrap_or_else(|| below(&base, call.path));
            if let Some((name, value)) = call.query {
                url.query_pairs_mut().append_pair(name, value);
            }
            let request = Request {
                method: call.method.name(),
                path: url.path().to_owned(),
                list: call.list,
                change: call.change.map(str::to_owned),
            };
            let answer = match call.method {
                Method::Get => self.transport.get(&url, &session.token, &request, notes).await?,
                method => self.transport.change(method, &url, &session.token, call.body.as_deref(), &request).await?,
            };
            if !answer.is_refusal() || renewed {
                return Ok((answer, request));
            }
            notes.push(format!("{request}: refused with {}; logged in again", answer.status));
            session = self.renew(&session, call.list, notes).await?;
            renewed = true;
        }
    }
}
