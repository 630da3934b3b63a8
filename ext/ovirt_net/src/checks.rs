//! What can be told of typed values without asking the provider: for `OvirtNet.check_subnet` and `check_gateway_address`.

use magnus::{Error, Object, RArray, RHash, RModule, Ruby, function};
use ovirt_net_core::changes;

use crate::changes::attributes;
use crate::error;

fn new_subnet(ruby: &Ruby, given: RHash) -> Result<(), Error> {
    let given = attributes(ruby, given)?;
    error::guarded(ruby, || changes::check_subnet(&given).map_err(|refusal| error::raised(ruby, &refusal)))
}

fn gateway_address(ruby: &Ruby, given: RHash, range: Option<String>, taken: RArray) -> Result<(), Error> {
    let (given, taken) = (attributes(ruby, given)?, taken.to_vec::<String>()?);
    error::guarded(ruby, || {
        changes::check_gateway_address(&given, range.as_deref(), &taken)
            .map_err(|refusal| error::raised(ruby, &refusal))
    })
}

pub(crate) fn init(module: &RModule) -> Result<(), Error> {
    module.define_singleton_method("check_new_subnet", function!(new_subnet, 1))?;
    module.define_singleton_method("check_address", function!(gateway_address, 3))
}
