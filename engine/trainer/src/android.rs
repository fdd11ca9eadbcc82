//! The program on Android: an activity loads it as a library and calls [`android_main`] in a thread of its own. What is
//! printed goes to the system's log.

use android_activity::{AndroidApp, MainEvent, PollEvent};
use anyhow::{Context, Result};
use std::ffi::CString;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// In the package: what `sha256sum` says of every other file of it, a line each.
const LIST: &str = "files.sha256";

/// How long the end of the program may go unnoticed.
const LOOK: Duration = Duration::from_millis(100);

#[allow(unsafe_code, reason = "the activity finds the program by this name")]
#[unsafe(no_mangle)]
fn android_main(app: AndroidApp) {
    let program = std::thread::spawn({
        let app = app.clone();
        move || {
            if let Err(trouble) = run(&app) {
                eprintln!("asepsis: {trouble:#}");
            }
        }
    });
    // The system waits for this thread to hear that the activity is paused, hidden or resumed. What they mean for a
    // session the OpenXR runtime says.
    let mut destroyed = false;
    while !destroyed && !program.is_finished() {
        app.poll_events(Some(LOOK), |event| destroyed |= matches!(event, PollEvent::Main(MainEvent::Destroy)));
    }
}

fn run(app: &AndroidApp) -> Result<()> {
    let home = app.internal_data_path().context("Android gives this program no folder")?;
    unpack(app, &home).context("the package cannot be unpacked")?;
    std::env::set_current_dir(&home).with_context(|| format!("cannot enter {}", home.display()))?;
    xr::android::begin(app);
    crate::start(&home.join("out")).map(|_| ())
}

/// Writes scenarios and assets to `home`, where everything else reads them, unless they lie there already. The list is
/// written last: what was cut short is done again.
fn unpack(app: &AndroidApp, home: &Path) -> Result<()> {
    let package = app.asset_manager();
    let open = |name: &str| package.open(&CString::new(name)?).with_context(|| format!("it lacks {name}"));
    let list = std::io::read_to_string(open(LIST)?)?;
    if std::fs::read_to_string(home.join(LIST)).is_ok_and(|there| there == list) {
        return Ok(());
    }
    for line in list.lines() {
        let (_, name) = line.split_once("  ").with_context(|| format!("{LIST} has the line `{line}`"))?;
        let to = home.join(name);
        std::fs::create_dir_all(to.parent().unwrap_or(home))?;
        let mut file = File::create(&to).with_context(|| format!("cannot write {}", to.display()))?;
        std::io::copy(&mut open(name)?, &mut file).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(std::fs::write(home.join(LIST), list)?)
}
