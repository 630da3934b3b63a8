//! The simulator as a program: it prints one line of JSON with its URLs and serves until it is stopped.
#![forbid(unsafe_code)]

mod arguments;

use arguments::Arguments;
use ovirt_net_simulator::Simulator;
use std::io::{self, Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    if arguments.help {
        println!("{}", arguments::USAGE);
        return ExitCode::SUCCESS;
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ovirt-net-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    let mut options = arguments.options;
    if let Some(path) = arguments.inventory {
        options.inventory = Some(serde_json::from_slice(&std::fs::read(path)?)?);
    }
    let simulator = Simulator::start(options)?;
    let urls = serde_json::json!({
        "identity_url": simulator.identity_url(),
        "network_url": simulator.network_url(),
        "control_url": simulator.control_url(),
    });
    let mut out = io::stdout();
    writeln!(out, "{urls}")?;
    out.flush()?;
    if !arguments.stop_with_stdin {
        // SIGINT and SIGTERM end the process.
        loop {
            std::thread::park();
        }
    }
    let mut buffer = [0; 1024];
    while io::stdin().read(&mut buffer)? > 0 {}
    Ok(())
}
