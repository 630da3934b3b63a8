//! Finds the broken objects of a refused list: those that the provider cannot return alone, either.

use super::{Call, Client};
use crate::{Error, LISTS, Result};

impl Client {
    /// Asks for objects one by one, by their `ids`, and gives those of which the provider tells something else than that they are
    /// gone, with its words.
    ///
    /// # Errors
    /// Why it could not be asked; [`Error::InvalidOption`] for a path that is none of [`LISTS`].
    pub async fn broken_objects(&self, list: &str, ids: &[String]) -> Result<Vec<(String, String)>> {
        let Some(list) = LISTS.into_iter().find(|path| *path == list) else {
            return Err(Error::InvalidOption {
                field: "list",
                problem: format!("is \"{list}\""),
                remedy: "give the path of a list",
            });
        };
        let mut broken = Vec::new();
        for id in ids {
            let path = [list, id.as_str()];
            let call = Call { path: &path, list: Some(list), ..Call::default() };
            let (answer, request) = self.ask(&call, &mut Vec::new()).await?;
            if answer.is_success() {
                continue;
            }
            let error = answer.refusal(request);
            match error.refused() {
                None => return Err(error),
                Some(_) if error.words().is_some_and(|words| words.contains(id.as_str())) => {}
                Some(_) => broken.push((id.clone(), error.words().unwrap_or_default().to_owned())),
            }
        }
        Ok(broken)
    }
}
