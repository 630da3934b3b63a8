//! Mutated answers, statuses, headers, catalogs and URLs against the whole reading side of the core.
//!
//! Whatever a provider sends: never a panic, never fewer objects than the answers hold, never an error without list and
//! place, never a secret in a message. A case is a number, from which all of it follows. `bin/fuzz` runs many of them, and
//! keeps in `corpus/` what it finds; a bounded run from a fixed number on, and the corpus, are part of the tests.

mod answers;
mod check;
mod mutate;
mod responder;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use answers::Answers;

/// Cases of a run that is part of the tests.
const CASES: u64 = 600;

fn corpus() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fuzz", "corpus"].iter().collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn mutated_answers_lose_nothing_and_are_explained() {
    let (first, seconds) = (number("FUZZ_FIRST").unwrap_or(1), number("FUZZ_SECONDS"));
    let begin = Instant::now();
    let goes_on = |done: u64| match seconds {
        Some(seconds) => begin.elapsed() < Duration::from_secs(seconds),
        None => done < CASES,
    };
    let world = responder::World::start();
    let mut findings = Vec::new();
    let (mut done, mut read) = (0, 0);
    while goes_on(done) {
        let case = first + done;
        let answers = mutate::answers(case);
        match check::check(&world, &answers) {
            Ok(was_read) => read += u64::from(was_read),
            Err(problem) => {
                if seconds.is_some() {
                    std::fs::write(corpus().join(format!("case-{case}.json")), answers.to_json()).unwrap();
                }
                findings.push(format!("case {case}: {problem}"));
            }
        }
        done += 1;
    }
    let spent = begin.elapsed().as_secs_f64();
    println!("{done} cases from {first} on in {spent:.1} s, {read} of them were read, {} findings", findings.len());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn what_was_found_before_stays_mended() {
    let world = responder::World::start();
    let mut files: Vec<PathBuf> = std::fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let answers = Answers::from_json(&std::fs::read_to_string(&file).unwrap());
        check::check(&world, &answers).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
    }
}

#[test]
fn mutated_urls_are_taken_or_refused_in_words() {
    for case in 1..=CASES {
        let text = mutate::url(case);
        match ovirt_net_provider::Endpoint::parse(&text) {
            Ok(endpoint) => assert!(!endpoint.hostname.is_empty() && endpoint.port > 0, "{text}"),
            Err(error) => {
                let error = error.to_string();
                assert!(
                    error.contains("authentication_url") && error.len() < 600 && !error.contains("s3cret"),
                    "{error}"
                );
            }
        }
    }
}
