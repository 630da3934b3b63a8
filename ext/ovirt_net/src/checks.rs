//! Checks that need no request: of form values, for `OvirtNet.check_subnet` and `check_gateway_address`, and
//! whether it can be reached, for `OvirtNet::Check`.

use std::time::Duration;

use magnus::{Error, Object, RArray, RHash, RModule, Ruby, Symbol, function};
use ovirt_net_provider::{Unreached, changes, reach};

use crate::changes::attributes;
use crate::error;
use crate::wait::wait_for;

fn new_subnet(ruby: &Ruby, given: RHash) -> Result<(), Error> {
    let given = attributes(ruby, given)?;
    error::guarded(ruby, || changes::check_subnet(&given).map_err(|refusal| error::raised(ruby, &refusal)))
}

fn changed_subnet(ruby: &Ruby, given: RHash, stored: RHash) -> Result<(), Error> {
    let (given, stored) = (attributes(ruby, given)?, attributes(ruby, stored)?);
    error::guarded(ruby, || {
        changes::check_subnet_change(&given, &stored).map_err(|refusal| error::raised(ruby, &refusal))
    })
}

fn gateway_address(ruby: &Ruby, given: RHash, range: Option<String>, taken: RArray) -> Result<(), Error> {
    let (given, taken) = (attributes(ruby, given)?, taken.to_vec::<String>()?);
    error::guarded(ruby, || {
        changes::check_gateway_address(&given, range.as_deref(), &taken)
            .map_err(|refusal| error::raised(ruby, &refusal))
    })
}

/// `OvirtNet.reach(host, port, seconds)`: what came of it, and the address or the system's words.
fn reached(ruby: &Ruby, host: String, port: u16, seconds: f64) -> Result<(Symbol, Option<String>), Error> {
    let limit = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    let (word, text) = match wait_for(ruby, async move { Ok(reach(&host, port, limit).await) })? {
        Ok(Some(address)) => ("reached", Some(address.to_string())),
        Ok(None) => ("slow", None),
        Err(Unreached::Name(words)) => ("unknown_name", Some(words)),
        Err(Unreached::Addresses(words)) => ("unreachable", Some(words)),
        Err(Unreached::Limit(words)) => ("resource_limit", Some(words)),
    };
    Ok((ruby.to_symbol(word), text))
}

pub(crate) fn init(module: &RModule) -> Result<(), Error> {
    module.define_singleton_method("check_new_subnet", function!(new_subnet, 1))?;
    module.define_singleton_method("check_changed_subnet", function!(changed_subnet, 2))?;
    module.define_singleton_method("check_address", function!(gateway_address, 3))?;
    module.define_singleton_method("reach", function!(reached, 3))
}
