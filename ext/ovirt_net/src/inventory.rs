//! `OvirtNet::Inventory`.

use std::cell::RefCell;
use std::sync::Arc;

use magnus::scan_args::{get_kwargs, scan_args};
use magnus::{Error, RArray, RHash, RModule, Ruby, Symbol, TypedData, Value, function, method, prelude::*};
use ovirt_net_provider::Inventory as Core;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_sync::rows::{Rows, Summary, Unlisted, read_tables, refs, table_of, tables};

use crate::delta::Delta;
use crate::reachability::Reachability;
use crate::stored::Stored;
use crate::topology::Topology;
use crate::wait::compute;
use crate::{convert, error, findings, runtime, site};

/// Everything that a provider had at one moment, or the part of it that a change has touched.
#[magnus::wrap(class = "OvirtNet::Inventory", free_immediately, size)]
pub(crate) struct Inventory {
    core: RefCell<Option<Arc<Core>>>,
}

impl Inventory {
    pub(crate) fn new(core: Core) -> Self {
        Self { core: RefCell::new(Some(Arc::new(core))) }
    }

    /// Stays whole for whoever has it, be the inventory released meanwhile.
    pub(crate) fn core(&self, ruby: &Ruby) -> Result<Arc<Core>, Error> {
        self.core.borrow().clone().ok_or_else(|| error::internal(ruby, "this inventory was released"))
    }

    /// Gives its lists away; until they are [`Inventory::put`] back, it is as though released.
    pub(crate) fn take(&self, ruby: &Ruby) -> Result<Core, Error> {
        let core = self.core.take().ok_or_else(|| error::internal(ruby, "this inventory was released"))?;
        Arc::try_unwrap(core).map_err(|_| error::internal(ruby, "this inventory is being read"))
    }

    pub(crate) fn put(&self, core: Core) {
        self.core.replace(Some(Arc::new(core)));
    }

    /// Frees its memory now: Ruby takes it for a small object, which can wait for the next garbage collection. It cannot be
    /// used any more; a comparison that is under way ends first.
    fn release(&self) {
        runtime::drop_later(self.core.take());
    }

    fn summary(ruby: &Ruby, core: Arc<Core>) -> Result<Summary, Error> {
        compute(ruby, move || Summary::new(&core))
    }

    /// See `references` in `lib/ovirt_net/inventory.rb`.
    fn references(ruby: &Ruby) -> Result<RHash, Error> {
        let all = ruby.hash_new();
        for table in tables() {
            let of_table = ruby.hash_new();
            for column in &table.columns {
                if let Some(to) = column.to {
                    of_table.aset(ruby.to_symbol(column.name), ruby.to_symbol(to))?;
                }
            }
            all.aset(ruby.to_symbol(table.name), of_table)?;
        }
        Ok(all)
    }

    /// @return [Array<Symbol>] the tables that were read, each after those it refers to
    /// @raise [OvirtNet::InternalError] once it was released
    fn tables(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        let names = compute(ruby, move || read_tables(&core))?;
        Ok(ruby.ary_from_iter(names.into_iter().map(|name| ruby.to_symbol(name))))
    }

    /// @return [Array(Array<Symbol>, Array<Array>)] the columns' names, and an array of cells per row; a reference is the
    ///   ems_ref of the row it leads to, a port's device [:router, ems_ref] or [:vnic, id in oVirt], and :keep is what this
    ///   inventory does not tell
    /// @raise [KeyError] for a table that was not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn rows(ruby: &Ruby, this: &Self, name: Symbol) -> Result<RArray, Error> {
        let (core, name) = (this.core(ruby)?, name.name()?);
        error::guarded(ruby, || match Rows::of(&core, Some(&name)).table(&name) {
            Some(table) => convert::table(ruby, table),
            None => Err(Error::new(ruby.exception_key_error(), format!("this inventory has no table {name}"))),
        })
    }

    /// @return [Array<String>, nil] the ids of the tenants; nil where they were not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn tenant_ids(ruby: &Ruby, this: &Self) -> Result<Option<RArray>, Error> {
        let core = this.core(ruby)?;
        let ids = |tenants: &Vec<Tenant>| ruby.ary_from_iter(tenants.iter().map(|tenant| ruby.str_new(&tenant.id)));
        Ok(core.tenants.as_ref().map(ids))
    }

    /// @return [Array<String>] the ids of networks that are not listed, though subnets or ports are that are on them
    /// @raise [OvirtNet::InternalError] once it was released
    fn unlisted_networks(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        let ids = compute(ruby, move || core.unlisted_networks().into_iter().map(str::to_owned).collect::<Vec<_>>())?;
        Ok(ruby.ary_from_iter(ids))
    }

    /// @return [Hash{Symbol => Integer}] rows per table
    /// @raise [OvirtNet::InternalError] once it was released
    fn counts(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let counts = ruby.hash_new();
        for (name, count) in Self::summary(ruby, this.core(ruby)?)?.counts {
            counts.aset(ruby.to_symbol(name), count)?;
        }
        Ok(counts)
    }

    /// @return [Array<String>] what the log should say about how it was read
    /// @raise [OvirtNet::InternalError] once it was released
    fn notes(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        let notes = Self::summary(ruby, Arc::clone(&core))?.notes;
        Ok(ruby.ary_from_iter(core.notes.iter().chain(&notes).map(|note| ruby.str_new(note))))
    }

    /// @return [Array<Hash>] the lists that were asked for and refused while others were given: each `:list`, `:table`, `:error`
    ///   (an OvirtNet::ResponseError), `:code` (of OvirtNet::Code; `:no_such_list` where the provider says that it has none) and
    ///   `:unsupported`, whether it says so and there are releases that have none
    /// @raise [OvirtNet::InternalError] once it was released
    fn unread(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let lists = ruby.ary_new();
        for unread in &this.core(ruby)?.unread {
            let list = ruby.hash_new();
            list.aset(ruby.to_symbol("list"), unread.list)?;
            list.aset(ruby.to_symbol("table"), table_of(unread.list).map(|table| ruby.to_symbol(table)))?;
            list.aset(ruby.to_symbol("error"), error::value(ruby, &unread.error)?)?;
            list.aset(ruby.to_symbol("code"), ruby.to_symbol(unread.code.name()))?;
            list.aset(ruby.to_symbol("unsupported"), unread.is_unsupported)?;
            lists.push(list)?;
        }
        Ok(lists)
    }

    /// @return [Hash{Symbol => Float}] how long the provider needed, in seconds: +:ports+ for their list, +:networks+ for the
    ///   login and all other lists
    /// @raise [OvirtNet::InternalError] once it was released
    fn seconds(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let took = this.core(ruby)?.timings;
        let seconds = ruby.hash_new();
        seconds.aset(ruby.to_symbol("networks"), took.networks.as_secs_f64())?;
        seconds.aset(ruby.to_symbol("ports"), took.ports.as_secs_f64())?;
        Ok(seconds)
    }

    /// @return [Hash{Symbol => Array<String>, nil}, nil] by table, and by +:vnics+, the ems_refs whose stored rows an
    ///   inventory that lacks lists is to be compared with, nil for all of a table; nil where every list was read
    /// @raise [OvirtNet::InternalError] once it was released
    fn refs(ruby: &Ruby, this: &Self) -> Result<Option<RHash>, Error> {
        let core = this.core(ruby)?;
        let Some(refs) = error::guarded(ruby, || Ok(refs(&core)))? else {
            return Ok(None);
        };
        let by_table = ruby.hash_new();
        for (table, ids) in refs {
            let ids = ids.map(|ids| ruby.ary_from_iter(ids.iter().map(|id| ruby.str_new(id))));
            by_table.aset(ruby.to_symbol(table), ids)?;
        }
        Ok(Some(by_table))
    }

    /// Compares beside Ruby's threads.
    /// @param stored [Stored] of a part of an inventory, at least the rows of #refs
    /// @param types [Hash{Symbol => String}] name of the rows' class by table; of networks, what their kinds are under
    /// @param keep_unlisted [Boolean] whether stored objects that this inventory does not list are kept
    /// @return [Delta] what to write so that the stored rows are those of this inventory
    /// @raise [OvirtNet::InternalError] once it was released, or for a fault of ours
    /// @overload delta(stored, types, keep_unlisted: false)
    fn delta(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Delta, Error> {
        let given = scan_args::<(&Stored, RHash), (), (), (), RHash, ()>(arguments)?;
        let (keep,) = get_kwargs::<_, (), (Option<bool>,), ()>(given.keywords, &[], &["keep_unlisted"])?.optional;
        let unlisted = if keep == Some(true) { Unlisted::Kept } else { Unlisted::Deleted };
        let (stored, types) = given.required;
        Delta::new(ruby, this.core(ruby)?, stored.core(), types, unlisted)
    }

    /// @return [Topology] what is connected to what; of VMs the provider knows nothing but their ports
    /// @raise [OvirtNet::InternalError] once it was released
    fn topology(ruby: &Ruby, this: &Self) -> Result<Topology, Error> {
        let core = this.core(ruby)?;
        compute(ruby, move || Topology::new(ovirt_net_views::topology(&core)))
    }

    /// @return [Reachability] what decides about the way of packets
    /// @raise [OvirtNet::InternalError] once it was released
    fn reachability(ruby: &Ruby, this: &Self) -> Result<Reachability, Error> {
        let core = this.core(ruby)?;
        compute(ruby, move || {
            Reachability::new(ovirt_net_reachability::Reachability::new(ovirt_net_views::site(&core)))
        })
    }

    /// What the security groups of each VM's port let in, and from whom; whether there is a way from them is for {#reachability}.
    ///
    /// @return [Array<Hash>] by port: `:port` and `:network` (each `:id` and `:name`) and what is `:open`, an Array of Hashes:
    ///   `:from` ("anyone", a range or a security group), `:ip_version` (nil for both), `:protocol` (nil for all), `:first_port` and
    ///   `:last_port` (nil for all) and `:text`, such as "tcp 22"
    /// @raise [OvirtNet::InternalError] once it was released
    fn exposure(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        findings::exposures(ruby, move || findings::site(&core))
    }

    /// What is misconfigured.
    ///
    /// @return [Array<Hash>] of each `:code` (Symbol), the `:object` and `:others` (each `:kind`, `:id` and `:name`), `:why` and `:remedy`
    /// @raise [OvirtNet::InternalError] once it was released
    fn findings(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        findings::all(ruby, move || findings::site(&core))
    }

    /// @return [Hash{String => Hash{Symbol => Integer}}] by id of an IPv4 subnet, how many addresses OVN can give on it (+:total+), how
    ///   many of these ports have (+:used+), and how many are left (+:free+); empty where the ports were not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn address_usage(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let core = this.core(ruby)?;
        let usages = ruby.hash_new();
        for usage in compute(ruby, move || ovirt_net_views::address_usage(&core))? {
            usages.aset(usage.subnet.as_str(), site::numbers(ruby, usage.numbers)?)?;
        }
        Ok(usages)
    }

    fn inspect(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        let Ok(core) = this.core(ruby) else {
            return Ok("#<OvirtNet::Inventory released>".into());
        };
        let counts = Self::summary(ruby, core)?.counts;
        let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name}={count}")).collect();
        Ok(format!("#<OvirtNet::Inventory {}>", counts.join(" ")))
    }
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Inventory", ruby.class_object())?;
    Inventory::class(ruby);
    class.define_singleton_method("all_references", function!(Inventory::references, 0))?;
    class.define_singleton_method("build", function!(|| Inventory::new(Core::default()), 0))?;
    class.define_method("tables", method!(Inventory::tables, 0))?;
    class.define_method("rows", method!(Inventory::rows, 1))?;
    class.define_method("tenant_ids", method!(Inventory::tenant_ids, 0))?;
    class.define_method("unlisted_networks", method!(Inventory::unlisted_networks, 0))?;
    class.define_method("counts", method!(Inventory::counts, 0))?;
    class.define_method("notes", method!(Inventory::notes, 0))?;
    class.define_method("unread", method!(Inventory::unread, 0))?;
    class.define_method("seconds", method!(Inventory::seconds, 0))?;
    class.define_method("refs", method!(Inventory::refs, 0))?;
    class.define_method("delta", method!(Inventory::delta, -1))?;
    class.define_method("topology", method!(Inventory::topology, 0))?;
    class.define_method("reachability", method!(Inventory::reachability, 0))?;
    class.define_method("exposure", method!(Inventory::exposure, 0))?;
    class.define_method("findings", method!(Inventory::findings, 0))?;
    class.define_method("address_usage", method!(Inventory::address_usage, 0))?;
    class.define_method("release", method!(Inventory::release, 0))?;
    class.define_method("inspect", method!(Inventory::inspect, 0))?;
    Ok(())
}
