use std::path::PathBuf;

/// Why there is no picture: each is one sentence that names the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path}: the file is missing; make the assets again with the scripts in tools/forge")]
    Missing { path: PathBuf },
    #[error("{path}: {why}")]
    Io { path: PathBuf, why: std::io::Error },
    #[error("{path}: {why}; export it again with the scripts in tools/forge")]
    Model { path: PathBuf, why: String },
    #[error("{path}: this is not a TrueType font")]
    Font { path: PathBuf },
    #[error(
        "no graphics driver answers (Vulkan or OpenGL); on Debian or Ubuntu install mesa-vulkan-drivers and libvulkan1"
    )]
    NoDriver,
    #[error("the graphics driver {name} refused: {why}")]
    Driver { name: String, why: String },
    #[error("{path}: the picture was not written")]
    Picture { path: PathBuf, source: std::io::Error },
}
