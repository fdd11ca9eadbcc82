//! The program `asepsis`; all of it is in the library.

fn main() -> std::process::ExitCode {
    trainer::main()
}
