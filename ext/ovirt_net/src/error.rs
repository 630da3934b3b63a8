//! The one place where a core error becomes a Ruby one. The classes are defined in `lib/ovirt_net/error.rb`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use magnus::prelude::*;
use magnus::{Error, ExceptionClass, RArray, RModule, Ruby, Symbol, Value, function, kwargs};
use ovirt_net_provider::{Code, Error as CoreError, of_sdk};

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
        CoreError::ResourceLimit { .. } => "ResourceLimitError",
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

fn build(ruby: &Ruby, class: &str, message: &str, error: Option<&CoreError>) -> Result<Error, Error> {
    let class: ExceptionClass = ruby.class_object().const_get::<_, RModule>("OvirtNet")?.const_get(class)?;
    let request = error.and_then(CoreError::request);
    let code = error.and_then(CoreError::code);
    let fault = error.and_then(CoreError::fault);
    let readers = kwargs!(
        ruby,
        "code" => code.map(|code| ruby.to_symbol(code.name())),
        "field" => error.and_then(CoreError::field),
        "problem" => error.and_then(CoreError::problem),
        "is_rejection" => error.is_some_and(CoreError::is_rejection),
        "host" => fault.map(|fault| fault.host.as_str()),
        "port" => fault.map(|fault| fault.port),
        "proxy" => fault.and_then(|fault| fault.proxy.as_deref()),
        "status" => error.and_then(CoreError::status),
        "request_method" => request.map(|request| request.method),
        "path" => request.map(|request| request.path.clone()),
        "list" => request.and_then(|request| request.list),
        "provider_message" => error.and_then(CoreError::words),
        "explanation" => error.and_then(CoreError::explanation),
        "missing" => error.and_then(CoreError::missing)
    );
    let exception: Value = class.funcall("new", (message, readers))?;
    magnus::Exception::from_value(exception)
        .map(Error::from)
        .ok_or_else(|| Error::new(ruby.exception_runtime_error(), message.to_owned()))
}

/// `OvirtNet.all_codes`: name, reaction, cause and remedy of each, whether it is a rejection, and its meaning.
fn codes(ruby: &Ruby) -> Result<RArray, Error> {
    let all = ruby.ary_new_capa(Code::ALL.len());
    for code in Code::ALL {
        let (name, reaction) = (ruby.to_symbol(code.name()), ruby.to_symbol(code.reaction().name()));
        all.push((name, reaction, code.cause(), code.remedy(), code.is_rejection(), code.meaning()))?;
    }
    Ok(all)
}

/// `OvirtNet.code_of_sdk(words)`: the code of a login that oVirt's SDK was refused; `nil` of other words.
fn code_of_sdk(ruby: &Ruby, words: String) -> Option<Symbol> {
    of_sdk(&words).map(|code| ruby.to_symbol(code.name()))
}

pub(crate) fn init(module: &RModule) -> Result<(), Error> {
    module.define_singleton_method("all_codes", function!(codes, 0))?;
    module.define_singleton_method("code_of_sdk", function!(code_of_sdk, 1))
}
