//! OpenXR on Android, which has no loader of its own: a `libopenxr_loader.so` of the package is taken where there is one,
//! else the runtime is asked of the runtime broker and loaded here.
//!
//! The broker is a content provider that says which library is the active runtime (OpenXR loader design, "Android
//! Active Runtime Location"); the call by which loader and runtime agree is `xrNegotiateLoaderRuntimeInterface`.
//! API layers are not looked for.

use android_activity::AndroidApp;
use jni::objects::{JObject, JObjectArray, JString};
use jni::refs::Global;
use jni::{Env, JValue, JavaVM, jni_sig, jni_str};
use libloading::Library;
use openxr::{self as xr, PlatformInfo, sys};
use std::sync::{Mutex, PoisonError};

/// The one a user may install, then the system's own.
const BROKERS: [&str; 2] = ["org.khronos.openxr.runtime_broker", "org.khronos.openxr.system_runtime_broker"];
const NEGOTIATE: &str = "xrNegotiateLoaderRuntimeInterface";
const INITIALISE: &str = "xrInitializeLoaderKHR";

static APP: Mutex<Option<AndroidApp>> = Mutex::new(None);

/// Says which activity this is; to be called before a runtime is looked for.
pub fn begin(app: &AndroidApp) {
    *APP.lock().unwrap_or_else(PoisonError::into_inner) = Some(app.clone());
}

/// The runtime's entry, and what an instance is made with; or why there is none.
pub fn load() -> Result<(xr::Entry, xr::AndroidPlatformInfo), String> {
    let app = APP.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let app = app.ok_or("no Android activity has begun")?;
    // SAFETY: both are the activity's own, and `APP` keeps them as long as a next one has not begun.
    let platform = unsafe { xr::AndroidPlatformInfo::new(app.vm_as_ptr(), app.activity_as_ptr()) };
    // SAFETY: what the package brings under this name is the loader of Khronos.
    if let Ok(entry) = unsafe { xr::Entry::load(&platform) } {
        return Ok((entry, platform));
    }
    let offered = offered(&app).map_err(|why| format!("the runtime broker cannot be asked: {why}"))?;
    let mut why = "no runtime broker names one".to_owned();
    for runtime in offered {
        match runtime.load(&app) {
            Ok(entry) => return Ok((entry, platform)),
            Err(refused) => why = format!("{}: {refused}", runtime.library),
        }
    }
    Err(why)
}

/// A runtime that a broker names.
struct Offered {
    /// Full path.
    library: String,
    /// Names under which the library has functions, where they are not the standard's: function, symbol.
    symbols: Vec<(String, String)>,
}

impl Offered {
    /// Loads the library, and agrees with it.
    fn load(&self, app: &AndroidApp) -> Result<xr::Entry, String> {
        // SAFETY: the broker is installed by the headset's maker or its owner; its library is trusted as they are.
        let library = unsafe { Library::new(&self.library) }.map_err(|e| e.to_string())?;
        let init = sys::LoaderInitInfoAndroidKHR {
            ty: sys::LoaderInitInfoAndroidKHR::TYPE,
            next: std::ptr::null(),
            application_vm: app.vm_as_ptr(),
            application_context: app.activity_as_ptr(),
        };
        // SAFETY: an exported function of this name has this type, by the standard.
        let exported = unsafe { library.get::<sys::pfn::InitializeLoaderKHR>(self.symbol(INITIALISE)) };
        if let Ok(initialise) = &exported {
            // SAFETY: `init` is the structure that Android asks for.
            accepted(unsafe { initialise((&raw const init).cast()) })?;
        }
        // SAFETY: as above.
        let negotiate = unsafe { library.get::<sys::pfn::NegotiateLoaderRuntimeInterface>(self.symbol(NEGOTIATE)) }
            .map_err(|e| e.to_string())?;
        let loader = sys::NegotiateLoaderInfo {
            struct_type: sys::NegotiateLoaderInfo::TYPE,
            struct_version: sys::NegotiateLoaderInfo::VERSION,
            struct_size: size_of::<sys::NegotiateLoaderInfo>(),
            min_interface_version: 1,
            max_interface_version: sys::CURRENT_LOADER_RUNTIME_VERSION as u32,
            min_api_version: xr::Version::new(1, 0, 0),
            max_api_version: xr::Version::new(1, 0x3ff, 0xfff),
        };
        let mut request = sys::NegotiateRuntimeRequest {
            struct_type: sys::NegotiateRuntimeRequest::TYPE,
            struct_version: sys::NegotiateRuntimeRequest::VERSION,
            struct_size: size_of::<sys::NegotiateRuntimeRequest>(),
            runtime_interface_version: 0,
            runtime_api_version: xr::Version::new(0, 0, 0),
            get_instance_proc_addr: None,
        };
        // SAFETY: both structures state their type, version and size, and outlive the call.
        accepted(unsafe { negotiate(&loader, &mut request) })?;
        let get = request.get_instance_proc_addr.ok_or("it gives no xrGetInstanceProcAddr")?;
        let initialised = exported.is_ok();
        // The instance's functions lie in it until the program ends.
        std::mem::forget(library);
        // SAFETY: the runtime gave `get` for this use.
        let entry = unsafe { xr::Entry::from_get_instance_proc_addr(get, &()) }.map_err(|e| e.to_string())?;
        if !initialised {
            // SAFETY: as above.
            let platform = unsafe { xr::AndroidPlatformInfo::new(app.vm_as_ptr(), app.activity_as_ptr()) };
            match platform.init_loader(&entry) {
                // A runtime need not want it.
                Ok(()) | Err(sys::Result::ERROR_FUNCTION_UNSUPPORTED) => {}
                Err(why) => return Err(why.to_string()),
            }
        }
        Ok(entry)
    }

    fn symbol<'a>(&'a self, function: &'a str) -> &'a str {
        self.symbols.iter().find(|(name, _)| name == function).map_or(function, |(_, symbol)| symbol)
    }
}

fn accepted(result: sys::Result) -> Result<(), String> {
    if result.into_raw() >= 0 { Ok(()) } else { Err(result.to_string()) }
}

type Jni<T> = Result<T, jni::errors::Error>;

/// What the brokers name, the preferred first. A broker that is not there names nothing.
fn offered(app: &AndroidApp) -> Jni<Vec<Offered>> {
    // SAFETY: the pointer is that of the machine this program runs in.
    let vm = unsafe { JavaVM::from_raw(app.vm_as_ptr().cast()) };
    vm.attach_current_thread(|env| {
        let mut found = Vec::new();
        for broker in BROKERS {
            let table = format!("content://{broker}/openxr/1/abi/arm64-v8a/runtimes");
            let columns = ["package_name", "native_lib_dir", "so_filename", "has_functions"];
            let Ok(runtimes) = query(env, app, &format!("{table}/active"), columns) else { continue };
            for [package, folder, file, has_functions] in runtimes {
                let symbols = match has_functions.as_str() {
                    "1" | "true" => {
                        let columns = ["function_name", "symbol_name"];
                        query(env, app, &format!("{table}/{package}/functions"), columns)?
                    }
                    _ => Vec::new(),
                };
                let symbols = symbols.into_iter().map(|[function, symbol]| (function, symbol)).collect();
                found.push(Offered { library: format!("{folder}/{file}"), symbols });
            }
        }
        Ok(found)
    })
}

/// The rows of a content provider's table: `context.getContentResolver().query(uri, columns, null, null, null)`.
fn query<const N: usize>(env: &mut Env, app: &AndroidApp, uri: &str, columns: [&str; N]) -> Jni<Vec<[String; N]>> {
    env.with_local_frame(64, |env| {
        let activity = app.activity_as_ptr().cast();
        // SAFETY: the activity's own reference, which `app` keeps.
        let activity = unsafe { env.as_cast_raw::<Global<JObject>>(&activity) }?;
        let resolver = jni_sig!(() -> android.content.ContentResolver);
        let resolver = env.call_method(&*activity, jni_str!("getContentResolver"), resolver, &[])?.l()?;
        let uri = env.new_string(uri)?;
        let parse = jni_sig!((java.lang.String) -> android.net.Uri);
        let uri =
            env.call_static_method(jni_str!("android/net/Uri"), jni_str!("parse"), parse, &[(&uri).into()])?.l()?;
        let names = JObjectArray::<JString>::new(env, N, JString::null())?;
        for (i, column) in columns.iter().enumerate() {
            let column = env.new_string(column)?;
            names.set_element(env, i, &column)?;
        }
        let (names, none) = (JObject::from(names), JObject::null());
        let none = JValue::Object(&none);
        let query = jni_sig!(
            (android.net.Uri, [java.lang.String], java.lang.String, [java.lang.String], java.lang.String)
                -> android.database.Cursor
        );
        let arguments = [JValue::Object(&uri), JValue::Object(&names), none, none, none];
        let cursor = env.call_method(&resolver, jni_str!("query"), query, &arguments)?.l()?;
        let mut rows = Vec::new();
        if cursor.is_null() {
            return Ok(rows);
        }
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            let column = env.new_string(column)?;
            let at = jni_sig!((java.lang.String) -> int);
            *place = env.call_method(&cursor, jni_str!("getColumnIndexOrThrow"), at, &[(&column).into()])?.i()?;
        }
        while env.call_method(&cursor, jni_str!("moveToNext"), jni_sig!(() -> boolean), &[])?.z()? {
            let mut row = [const { String::new() }; N];
            for (cell, place) in row.iter_mut().zip(places) {
                let get = jni_sig!((int) -> java.lang.String);
                let text = env.call_method(&cursor, jni_str!("getString"), get, &[place.into()])?.l()?;
                let text = env.cast_local::<JString>(text)?;
                if !text.is_null() {
                    *cell = text.try_to_string(env)?;
                }
            }
            rows.push(row);
        }
        env.call_method(&cursor, jni_str!("close"), jni_sig!(() -> void), &[])?;
        Ok(rows)
    })
}
