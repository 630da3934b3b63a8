//! A provider and a user on it: logs in when needed, renews a refused token once, reads lists.

use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use crate::catalog::Catalog;
use crate::error::Request;
use crate::identity::{self, below};
use crate::pages::Pages;
use crate::quote::{cut, sentence};
use crate::resource::Resource;
use crate::transport::{Answer, Method, Transport};
use crate::wire::network::{Network, Port};
use crate::wire::{self, Listing, Opened, identity::Tenant};
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
        self.tenant_list(&mut Vec::new()).await
    }

    /// Logs in anew and reads the networks: whether this user may do what a refresh does. A login alone does not show
    /// that, nor do the tenants, which the provider gives to anybody.
    ///
    /// # Errors
    /// As for [`Client::login`] and [`Client::inventory`].
    pub async fn verify(&self) -> Result<()> {
        self.login().await?;
        self.network_list::<Network>(&mut Vec::new()).await?;
        Ok(())
    }

    /// Everything the provider has, or an error: one login at most once renewed, seven lists, the tenants.
    ///
    /// # Errors
    /// Names the list, the path, the status and the provider's words.
    pub async fn inventory(&self) -> Result<Inventory> {
        Inventory::read(self, LISTS.into_iter()).await
    }

    /// Everything but the ports, whose list is what takes the provider its time: the other six lists and the tenants. What
    /// is told of other objects by ports alone, such as the router of a subnet, is not known then.
    ///
    /// # Errors
    /// As for [`Client::inventory`].
    pub async fn inventory_without_ports(&self) -> Result<Inventory> {
        Inventory::read(self, LISTS.into_iter().filter(|path| *path != Port::PATH)).await
    }

    pub(crate) async fn tenant_list(&self, notes: &mut Vec<String>) -> Result<Vec<Tenant>> {
        let call = Call { path: &[Tenant::PATH], list: Some(Tenant::PATH), ..Call::default() };
        self.objects(Service::Identity(self.endpoint.url()), &call, notes).await
    }

    /// Reads one list of Neutron.
    pub(crate) async fn network_list<T: Resource>(&self, notes: &mut Vec<String>) -> Result<Vec<T>> {
        let call = Call { path: &[T::PATH], list: Some(T::PATH), ..Call::default() };
        self.list(&call, notes).await
    }

    /// Reads the list of Neutron that `call` asks for.
    pub(crate) async fn list<T: Resource>(&self, call: &Call<'_>, notes: &mut Vec<String>) -> Result<Vec<T>> {
        self.objects(Service::Network, call, notes).await
    }

    /// Reads the object of Neutron that `call` asks for; `None` where there is none.
    pub(crate) async fn object<T: Resource>(&self, call: &Call<'_>, notes: &mut Vec<String>) -> Result<Option<T>> {
        match self.existing_object(call, notes).await {
            Ok(object) => Ok(Some(object)),
            Err(Error::Response { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// As [`Client::object`]; that there is none is an error.
    pub(crate) async fn existing_object<T: Resource>(&self, call: &Call<'_>, notes: &mut Vec<String>) -> Result<T> {
        let (answer, request) = self.ask(call, notes).await?;
        if !answer.is_success() {
            return Err(answer.refusal(request));
        }
        wire::open(&answer.body, T::KEY).map_err(|reason| Error::InvalidResponse { request, reason })
    }

    /// Reads all pages of a list.
    async fn objects<T: Resource>(
        &self,
        service: Service<'_>,
        call: &Call<'_>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<T>> {
        let mut pages = Pages::new();
        let mut next = None;
        loop {
            let page = Call { page: next.as_ref(), ..call.clone() };
            let (answer, request) = self.exchange(service, &page, notes).await?;
            if !answer.carries_list() {
                return Err(no_list(answer, request, service));
            }
            let opened = match opened::<T>(&answer, notes) {
                Ok(opened) => opened,
                Err(reason) => return Err(answer.unreadable(request, reason)),
            };
            let (bytes, limit) = (answer.body.len(), self.options.body_limit);
            next = match pages.add(opened, &answer.hints, &answer.url, bytes, limit) {
                Ok(None) => return Ok(pages.objects),
                Ok(next) => next,
                Err(reason) => {
                    let reason = sentence(&answer.redacted(&reason));
                    return Err(Error::InvalidResponse { request, reason });
                }
            };
        }
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

    async fn session(&self, notes: &mut Vec<String>) -> Result<Arc<Session>> {
        let mut current = self.session.lock().await;
        if let Some(session) = current.as_ref() {
            return Ok(Arc::clone(session));
        }
        let session = self.start(None, notes).await?;
        *current = Some(Arc::clone(&session));
        Ok(session)
    }

    /// A session that is not `refused`: of a new login, or of another task that has renewed it meanwhile.
    async fn renew(
        &self,
        refused: &Arc<Session>,
        list: Option<&'static str>,
        notes: &mut Vec<String>,
    ) -> Result<Arc<Session>> {
        let mut current = self.session.lock().await;
        if let Some(session) = current.as_ref().filter(|session| !Arc::ptr_eq(session, refused)) {
            return Ok(Arc::clone(session));
        }
        *current = None;
        let session = self.start(list, notes).await?;
        *current = Some(Arc::clone(&session));
        Ok(session)
    }

    async fn start(&self, list: Option<&'static str>, notes: &mut Vec<String>) -> Result<Arc<Session>> {
        let login = identity::login(&self.transport, &self.endpoint, &self.options, list).await?;
        let mut said = Vec::new();
        let network = login.catalog.network(&self.options, self.endpoint.url(), &mut said);
        notes.extend(said.iter().map(|note| login.token.redact(note)));
        let network = network.map_err(|error| match error {
            Error::Catalog { reason } => Error::Catalog { reason: login.token.redact(&reason) },
            other => other,
        });
        Ok(Arc::new(Session { token: login.token, catalog: login.catalog, network }))
    }
}

/// The list in an answer; what is said of it has no secret.
fn opened<T: Resource>(answer: &Answer, notes: &mut Vec<String>) -> std::result::Result<Opened<Listing<T>>, String> {
    let mut said = Vec::new();
    let opened = wire::open_page(&answer.body, T::LIST, &mut said);
    let body = if opened.is_err() || !said.is_empty() { answer.body_without_secrets() } else { None };
    let Some(body) = body else {
        notes.append(&mut said);
        return opened;
    };
    let again = wire::open_page::<Listing<T>>(&body, T::LIST, notes);
    opened.map_err(|_| again.err().unwrap_or_else(|| "the answer is not what it should be".into()))
}

/// What an answer without a list is for `request`, which asked for one.
fn no_list(answer: Answer, request: Request, service: Service<'_>) -> Error {
    let (status, url) = (answer.status, cut(answer.url.as_str()));
    if answer.is_success() {
        let what = if status == 206 { "a part of the list" } else { "no list" };
        return Error::InvalidResponse {
            request,
            reason: format!("the provider answered {status}, which means that it sent {what}"),
        };
    }
    match (answer.refusal(request), service) {
        (Error::Response { request, status: 404, words, .. }, Service::Network) => {
            let hint = format!(
                "there is no such list at {url}: its path comes from the network service's URL in the service catalog"
            );
            Error::Response { request, status: 404, words, hint: Some(hint.into()) }
        }
        (Error::Response { request, status: 404, words, .. }, Service::Identity(_)) => {
            let hint = format!("there is no such list at {url}: look at authentication_url");
            Error::Response { request, status: 404, words, hint: Some(hint.into()) }
        }
        (error, _) => error,
    }
}

#[derive(Clone, Copy)]
enum Service<'a> {
    Identity(&'a Url),
    Network,
}
