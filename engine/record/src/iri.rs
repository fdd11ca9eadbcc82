//! The vocabulary: verbs and activity types that others know, and our own names under one base.
//!
//! `asepsis.example` is a reserved name (RFC 2606): it belongs to nobody and will never be another's. An IRI of a
//! profile is a name and need not resolve; these never change once a statement has used them. `profile.jsonld`
//! says what each one means.

/// Every IRI of ours begins with this.
pub const BASE: &str = "https://asepsis.example/xapi/";
/// The version of our profile that every statement follows: its category.
pub const PROFILE: &str = "https://asepsis.example/xapi/profile/v1";

/// What the person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Initialized,
    Completed,
    /// Begun, not brought to its end.
    Attempted,
    /// Never begun.
    Skipped,
    Answered,
    Passed,
    Failed,
    Terminated,
}

impl Verb {
    /// Its IRI, then its name in French and in English.
    pub fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Verb::Initialized => ("http://adlnet.gov/expapi/verbs/initialized", "a commencé", "initialized"),
            Verb::Completed => ("http://adlnet.gov/expapi/verbs/completed", "a achevé", "completed"),
            Verb::Attempted => ("http://adlnet.gov/expapi/verbs/attempted", "a tenté", "attempted"),
            Verb::Skipped => ("http://id.tincanapi.com/verb/skipped", "a omis", "skipped"),
            Verb::Answered => ("http://adlnet.gov/expapi/verbs/answered", "a répondu à", "answered"),
            Verb::Passed => ("http://adlnet.gov/expapi/verbs/passed", "a réussi", "passed"),
            Verb::Failed => ("http://adlnet.gov/expapi/verbs/failed", "a échoué à", "failed"),
            Verb::Terminated => ("http://adlnet.gov/expapi/verbs/terminated", "a quitté", "terminated"),
        }
    }
}

/// Types of activity.
pub mod kind {
    pub const DRILL: &str = "http://adlnet.gov/expapi/activities/simulation";
    pub const STEP: &str = "http://id.tincanapi.com/activitytype/step";
    pub const SEQUENCE: &str = "http://adlnet.gov/expapi/activities/cmi.interaction";
    pub const COURSE: &str = "https://w3id.org/xapi/cmi5/activitytype/course";
    pub const PROFILE: &str = "http://adlnet.gov/expapi/activities/profile";
}

/// Keys of `context.extensions`.
pub mod context {
    /// Decimal digits in a string: a 64-bit seed does not survive a JSON number.
    pub const SEED: &str = "https://asepsis.example/xapi/extensions/seed";
    pub const TAPE: &str = "https://asepsis.example/xapi/extensions/tape";
    pub const SCENARIO_HASH: &str = "https://asepsis.example/xapi/extensions/scenario-hash";
    pub const SITE_HASH: &str = "https://asepsis.example/xapi/extensions/site-hash";
    pub const ENGINE_VERSION: &str = "https://asepsis.example/xapi/extensions/engine-version";
    pub const ATTEMPT: &str = "https://asepsis.example/xapi/extensions/attempt";
    pub const MODE: &str = "https://asepsis.example/xapi/extensions/mode";
    pub const VIEW: &str = "https://asepsis.example/xapi/extensions/view";
    pub const ADAPTED: &str = "https://asepsis.example/xapi/extensions/adapted";
    /// In what, where the tape tells it: `seated`, `one-hand`.
    pub const ADAPTATIONS: &str = "https://asepsis.example/xapi/extensions/adaptations";
    pub const CLAIM: &str = "https://asepsis.example/xapi/extensions/claim";
}

/// Keys of `result.extensions`.
pub mod result {
    pub const DEVIATIONS: &str = "https://asepsis.example/xapi/extensions/deviations";
    pub const STANDING: &str = "https://asepsis.example/xapi/extensions/standing";
    pub const PASS_SCORE: &str = "https://asepsis.example/xapi/extensions/pass-score";
    pub const OUTCOME: &str = "https://asepsis.example/xapi/extensions/outcome";
}
