//! Pictures of networks: what small ones tell, and what holds for all.

mod made_up;
mod names;
mod pictures;
mod shape;
mod way;
