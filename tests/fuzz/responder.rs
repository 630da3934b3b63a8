//! A server on loopback that answers as it is told.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::answers::{Answers, HERE};

/// The server, and the runtime of its clients.
pub(crate) struct World {
    pub(crate) port: u16,
    pub(crate) runtime: tokio::runtime::Runtime,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: HashMap<String, Vec<Vec<u8>>>,
    asked: HashMap<String, usize>,
}

impl World {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that has gone is its own problem.
                let _ = stream.and_then(|stream| serve(stream, &shared));
            }
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { port, runtime, state }
    }

    pub(crate) fn answer_with(&self, answers: &Answers) {
        let here = format!("http://127.0.0.1:{}", self.port);
        let mut state = self.state.lock().unwrap();
        state.asked.clear();
        state.answers.clear();
        for (request, list) in &answers.0 {
            let bytes = list.iter().map(|answer| {
                let mut bytes = format!("HTTP/1.0 {} X\r\n", answer.status).into_bytes();
                for (name, value) in &answer.headers {
                    bytes.extend(format!("{name}: {}\r\n", value.replace(HERE, &here)).into_bytes());
                }
                bytes.extend(b"\r\n");
                bytes.extend(replaced(&answer.body, HERE.as_bytes(), here.as_bytes()));
                bytes
            });
            state.answers.insert(request.clone(), bytes.collect());
        }
    }

    /// How often each request came.
    pub(crate) fn asked(&self) -> HashMap<String, usize> {
        self.state.lock().unwrap().asked.clone()
    }
}

fn replaced(bytes: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(with);
        rest = &rest[at + what.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    let head = loop {
        let count = stream.read(&mut chunk)?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(&chunk[..count]);
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&request[..head]).into_owned();
    let length =
        text.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    while request.len() < head + length.unwrap_or(0) {
        let count = stream.read(&mut chunk)?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(&chunk[..count]);
    }
    let mut words = text.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let key = format!("{method} {}", path.rsplit('/').next().unwrap_or_default());
    let answer = {
        let mut state = state.lock().unwrap();
        let turn = state.asked.entry(key.clone()).or_default();
        *turn += 1;
        let turn = *turn - 1;
        state.answers.get(&key).and_then(|list| list.get(turn.min(list.len() - 1)).cloned())
    };
    stream.write_all(&answer.unwrap_or_else(|| b"HTTP/1.0 404 X\r\n\r\n{}".to_vec()))
}
