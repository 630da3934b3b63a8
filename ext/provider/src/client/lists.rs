//! Lists and single objects of the provider's services, read whole or not at all.

use super::{Call, Client, Service};
use crate::pages::Pages;
use crate::quote::{cut, sentence};
use crate::request::Request;
use crate::resource::{ListedBy, Resource};
use crate::transport::Answer;
use crate::wire::{self, Listing, Opened, Unreadable};
use crate::{Code, Error, Result};

impl Client {
    /// Reads one list.
    pub(crate) async fn whole_list<T: Resource>(&self, notes: &mut Vec<String>) -> Result<Vec<T>> {
        let call = Call { path: &[T::PATH], list: Some(T::PATH), ..Call::default() };
        let service = match T::SERVICE {
            ListedBy::Identity => Service::Identity(self.endpoint.url()),
            ListedBy::Network => Service::Network,
        };
        self.objects(service, &call, notes).await
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
        wire::open(&answer.body, T::KEY).map_err(|unreadable| unreadable.of(request))
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
                Err(unreadable) => return Err(answer.unreadable(request, unreadable)),
            };
            let (bytes, limit) = (answer.body.len(), self.options.body_limit);
            next = match pages.add(opened, &answer.pagination, &answer.url, bytes, limit) {
                Ok(None) => return Ok(pages.objects),
                Ok(next) => next,
                Err(unreadable) => {
                    return Err(unreadable.map(|reason| sentence(&answer.redacted(&reason))).of(request));
                }
            };
        }
    }
}

/// The list in an answer; what is said of it has no secret.
fn opened<T: Resource>(
    answer: &Answer,
    notes: &mut Vec<String>,
) -> std::result::Result<Opened<Listing<T>>, Unreadable> {
    let mut said = Vec::new();
    let opened = wire::open_page(&answer.body, T::LIST, &mut said);
    let body = if opened.is_err() || !said.is_empty() { answer.body_without_secrets() } else { None };
    let Some(body) = body else {
        notes.append(&mut said);
        return opened;
    };
    let again = wire::open_page::<Listing<T>>(&body, T::LIST, notes);
    opened.map_err(|_| again.err().unwrap_or_else(Unreadable::unexpected))
}

/// What an answer without a list is for `request`, which asked for one.
fn no_list(answer: Answer, request: Request, service: Service<'_>) -> Error {
    let (status, url) = (answer.status, cut(answer.url.as_str()));
    if answer.is_success() {
        let (code, what) = match status {
            206 => (Code::AnswerPart, "a part of the list"),
            _ => (Code::AnswerUnexpected, "no list"),
        };
        let reason = format!("the provider answered {status}, which means that it sent {what}");
        return Error::InvalidResponse { request, code, reason };
    }
    let error = answer.refusal(request);
    // It knows the path where it says which object it does not find.
    let is_of_object = error.refused().is_some() && error.missing().is_some();
    match (error, service) {
        (Error::Response { request, status: 404, words, of_provider, .. }, Service::Network) if !is_of_object => {
            let hint = format!(
                "there is no such list at {url}: its path comes from the network service's URL in the service catalog"
            );
            Error::Response { request, status: 404, words, hint: Some(hint.into()), of_provider }
        }
        (Error::Response { request, status: 404, words, of_provider, .. }, Service::Identity(_)) => {
            let hint = format!("there is no such list at {url}: look at authentication_url");
            Error::Response { request, status: 404, words, hint: Some(hint.into()), of_provider }
        }
        (error, _) => error,
    }
}
