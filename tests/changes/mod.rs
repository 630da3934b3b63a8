//! Every change against the simulator: what it does, what it refuses, and what becomes of it when something breaks.

mod checks;
mod faults;
mod outcomes;
mod parts;
mod ports;
mod requests;
mod routers;
mod rules;
mod stored;
mod texts;
mod world;
