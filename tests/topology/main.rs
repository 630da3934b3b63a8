//! Pictures of networks: small ones as they are kept in `pictures/`, and what holds for all.

mod made_up;
mod names;
mod pictures;
mod shape;
