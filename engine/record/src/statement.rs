//! A statement, made of checked values only, and the builder that makes all of a session's.
//!
//! What holds in xAPI 1.0.3 and 2.0 alike is all there is: one account as actor, activities as objects, arrays of
//! context activities, no `version`, `stored` or `authority` (the store's to set), no attachment, no property that is
//! null or empty. The fields are private: outside this crate a statement can be read and written, not made up.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    Error,
    iri::{PROFILE, Verb, kind},
    value::{Duration, Extensions, Iri, LanguageMap, Score, Timestamp},
};

/// One xAPI statement. Its JSON form (serde) is what a learning record store takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    id: Uuid,
    actor: Actor,
    verb: VerbObject,
    object: Activity,
    #[serde(skip_serializing_if = "Outcome::is_empty")]
    result: Outcome,
    context: Context,
    timestamp: Timestamp,
}

impl Statement {
    /// The same each time the same tape is told.
    pub fn id(&self) -> Uuid {
        self.id
    }
}

/// A person, known by an opaque number of the school's: never by a name or an address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Actor {
    #[serde(rename = "objectType")]
    object_type: &'static str,
    account: Account,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Account {
    #[serde(rename = "homePage")]
    home_page: Iri,
    name: String,
}

impl Actor {
    /// `learner`: 1 to 64 letters, digits, `-` or `_`. A space or an `@` betrays a name or an address and is refused.
    pub fn new(home_page: &str, learner: &str) -> Result<Actor, Error> {
        let opaque = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if learner.is_empty() || learner.len() > 64 || !learner.chars().all(opaque) {
            let remedy = "use an opaque id of 1 to 64 letters, digits, '-' or '_', never a name or an e-mail address";
            return Err(Error::value("learner id", learner, remedy));
        }
        let account =
            Account { home_page: Iri::new("home page of the learner's account", home_page)?, name: learner.to_owned() };
        Ok(Actor { object_type: "Agent", account })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct VerbObject {
    id: Iri,
    display: LanguageMap,
}

impl From<Verb> for VerbObject {
    fn from(verb: Verb) -> VerbObject {
        let (id, fr, en) = verb.parts();
        VerbObject { id: Iri::known(id), display: LanguageMap::known(fr, en) }
    }
}

/// Something that can be done: a drill, a step, a course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Activity {
    #[serde(rename = "objectType")]
    object_type: &'static str,
    id: Iri,
    definition: Definition,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Definition {
    #[serde(rename = "type")]
    kind: Iri,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<LanguageMap>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    performance: Option<Performance>,
}

/// An interaction of type `performance`: steps, each done in one of several ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Performance {
    #[serde(rename = "interactionType")]
    interaction_type: &'static str,
    #[serde(rename = "correctResponsesPattern")]
    correct_responses_pattern: [String; 1],
    steps: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Component {
    id: String,
    description: LanguageMap,
}

impl Activity {
    pub(crate) fn new(id: Iri, kind: &'static str, name: LanguageMap) -> Activity {
        Activity {
            object_type: "Activity",
            id,
            definition: Definition { kind: Iri::known(kind), name: Some(name), performance: None },
        }
    }

    /// `steps` ids are [`crate::value::Slug`]s, each once. Right is every step done `ok`, in any order that the
    /// procedure admits.
    pub(crate) fn performance(id: Iri, name: LanguageMap, steps: Vec<(&str, LanguageMap)>) -> Activity {
        let right: Vec<String> = steps.iter().map(|(id, _)| format!("{id}[.]ok")).collect();
        let performance = Performance {
            interaction_type: "performance",
            correct_responses_pattern: [format!("{{order_matters=false}}{}", right.join("[,]"))],
            steps: steps.into_iter().map(|(id, description)| Component { id: id.to_owned(), description }).collect(),
        };
        let definition =
            Definition { kind: Iri::known(kind::SEQUENCE), name: Some(name), performance: Some(performance) };
        Activity { object_type: "Activity", id, definition }
    }

    /// The profile that a statement follows.
    fn profile() -> Activity {
        let definition = Definition { kind: Iri::known(kind::PROFILE), name: None, performance: None };
        Activity { object_type: "Activity", id: Iri::known(PROFILE), definition }
    }
}

/// `result`: what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Outcome {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

impl Outcome {
    fn is_empty(&self) -> bool {
        *self == Outcome::default()
    }
}

/// `context`: under which conditions.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Context {
    registration: Uuid,
    #[serde(rename = "contextActivities")]
    activities: ContextActivities,
    revision: String,
    platform: &'static str,
    language: &'static str,
    extensions: Extensions,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ContextActivities {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parent: Vec<Activity>,
    grouping: [Activity; 1],
    category: [Activity; 1],
}

/// Makes the statements of one session: who, when and under which conditions are said once, here.
#[derive(Clone, Debug)]
pub(crate) struct StatementBuilder {
    pub tape: Uuid,
    pub actor: Actor,
    pub registration: Uuid,
    pub course: Activity,
    pub drill: Activity,
    /// Content hash of the scenario.
    pub revision: String,
    pub language: &'static str,
    pub extensions: Extensions,
}

impl StatementBuilder {
    /// The statement named `key`, which must differ for each statement of a session: its id is made from the tape and
    /// the key (UUID version 5, the tape's id as name space). An object other than the drill has the drill as parent.
    pub fn statement(&self, key: &str, verb: Verb, object: Activity, result: Outcome, at: Timestamp) -> Statement {
        let parent = if object == self.drill { vec![] } else { vec![self.drill.clone()] };
        Statement {
            id: Uuid::new_v5(&self.tape, key.as_bytes()),
            actor: self.actor.clone(),
            verb: verb.into(),
            object,
            result,
            context: Context {
                registration: self.registration,
                activities: ContextActivities {
                    parent,
                    grouping: [self.course.clone()],
                    category: [Activity::profile()],
                },
                revision: self.revision.clone(),
                platform: "Asepsis",
                language: self.language,
                extensions: self.extensions.clone(),
            },
            timestamp: at,
        }
    }
}
