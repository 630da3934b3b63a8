//! The one place where a core error becomes a Ruby one. The classes are defined in `lib/ovirt_net/error.rb`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use magnus::prelude::*;
use magnus::{Error, ExceptionClass, RHash, RModule, Ruby, Value, kwargs};
use ovirt_net_core::Error as CoreError;
use ovirt_net_core::refused::Refused;

/// The Ruby error for `error`, with status, method, path, list and the provider's words as readers.
pub(crate) fn raised(ruby: &Ruby, error: &CoreError) -> Error {
    let class = match error {
        CoreError::InvalidOption { .. } => "InvalidOptionError",
        CoreError::InvalidChange { .. } => "InvalidChangeError",
        CoreError::ChangeNotApplied { .. } => "ChangeNotAppliedError",
        CoreError::OutcomeUnknown { .. } => "OutcomeUnknownError",
        CoreError::Connection { .. } => "ConnectionError",
        CoreError::Timeout { .. } => "TimeoutError",
        CoreError::Certificate { .. } => "CertificateError",
        CoreError::Authentication { .. } => "AuthenticationError",
        CoreError::SingleSignOn { .. } => "SingleSignOnError",
        CoreError::Response { .. } => "ResponseError",
        CoreError::InvalidResponse { .. } => "InvalidResponseError",
        CoreError::Catalog { .. } => "CatalogError",
    };
    build(ruby, class, &error.to_string(), Some(error)).unwrap_or_else(|error| error)
}

/// The Ruby error for `error` as a value, which is not raised.
pub(crate) fn value(ruby: &Ruby, error: &CoreError) -> Result<Value, Error> {
    let raised = raised(ruby, error);
    raised.value().ok_or(raised)
}

/// What `run` of the core gives on the Ruby thread. A panic becomes `OvirtNet::InternalError`; magnus would end the process.
pub(crate) fn guarded<T>(ruby: &Ruby, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(internal(ruby, "the core panicked")))
}

/// `OvirtNet::InternalError`: a fault of ours, not the provider's.
pub(crate) fn internal(ruby: &Ruby, message: &str) -> Error {
    build(ruby, "InternalError", message, None).unwrap_or_else(|error| error)
}

/// `:code` and, where it is known, `:missing`.
fn refusal(ruby: &Ruby, refused: Refused<'_>) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("code"), ruby.to_symbol(refused.code.name()))?;
    if let Some(missing) = refused.missing {
        hash.aset(ruby.to_symbol("missing"), missing)?;
    }
    Ok(hash)
}

fn build(ruby: &Ruby, class: &str, message: &str, error: Option<&CoreError>) -> Result<Error, Error> {
    let class: ExceptionClass = ruby.class_object().const_get::<_, RModule>("OvirtNet")?.const_get(class)?;
    let request = error.and_then(CoreError::request);
    let readers = kwargs!(
        ruby,
        "status" => error.and_then(CoreError::status),
        "request_method" => request.map(|request| request.method),
        "path" => request.map(|request| request.path.clone()),
        "list" => request.and_then(|request| request.list),
        "provider_message" => error.and_then(CoreError::words),
        "explanation" => error.and_then(CoreError::explanation),
        "refused" => error.and_then(CoreError::refused).map(|refused| refusal(ruby, refused)).transpose()?
    );
    let exception: Value = class.funcall("new", (message, readers))?;
    magnus::Exception::from_value(exception)
        .map(Error::from)
        .ok_or_else(|| Error::new(ruby.exception_runtime_error(), message.to_owned()))
}
