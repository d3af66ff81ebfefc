export default {
  class: { land: "Land", fiscal_and_tax: "Fiscal and tax", talent_and_science: "Talent and science", finance: "Finance" },
  state: { draft: "Draft", reviewed: "Reviewed", approved: "Approved", published: "Published", superseded: "Superseded" },
  entity: { enterprise: "Enterprise", person: "Person", project: "Project", park: "Park" },
  scale: { large: "large", medium: "medium", small: "small", micro: "micro" },
  kind: {
    subsidy: "Subsidy", tax_relief: "Tax relief", deduction: "Deduction", priority: "Priority", permit: "Permit", certification: "Certification", reward: "Reward", exemption: "Exemption",
    gate: "Entry gate", eligibility: "Eligibility", service: "Service", sharing: "Sharing", standard: "Standard",
  },
  verdict: { eligible: "Eligible", unknown: "Undecided", ineligible: "Not eligible" },
  condition: { eligible: "met", unknown: "unknown", ineligible: "not met" },
  reason: {
    never_collected: "never collected", stale: "out of date", withheld: "withheld", not_applicable: "does not apply", parameter_not_set: "parameter to set", not_yet: "not due yet",
    rows_incomplete: "rows incomplete", outside_table: "outside of the table", year_missing: "year missing",
    overflow: "out of range", division_by_zero: "division by zero", skipped: "skipped",
  },
  catalogue: {
    title: "Policy catalogue", help: "Each policy is its clause and an executable rule with tests, in dated versions. Where something is to set, the zone fills in a parameter before there is a result.", new: "Draft a policy", search: "Title, document, clause",
    policy: "Policy", class: "Class", kind: "Kind", document: "Document", clause: "clause {{clause}}", effective: "Effective", state: "State", stateFilter: "State (published)", inForce: "In force", notInForce: "Not in force", inForceOn: "In force on", toSet: "{{count}} to set", entity: "For", id: "Id", issuer: "Issued by", shipped: "shipped with the product",
    empty: "No policies", emptyHint: "Draft one, or look from a zone above.", notSet: "to set", since: "since {{date}}",
  },
  policy: {
    shippedHelp: "This version ships with the product. The zone may draft its own, published after review and approval by a second person.",
    tabRule: "Text and rule", parameters: "Parameters", tabSource: "Rule file and tests", tabVersions: "Versions", matches: "Who matches",
    text: "Text of the clause", noText: "The rule file carries no text.", clause: "Clause", legalBasis: "Legal basis", fair: "Fair-competition review", conditions: "Conditions", eligible: "Eligible", amount: "Amount", asks: "Data it asks for",
    mustSet: "The zone must set first: {{names}}. Until then the result is undecided.", parametersHelp: "What the document sets is fixed with the version. What the zone sets is entered here; earlier values stay, so past answers can be reproduced.", parameter: "Parameter", value: "Value", since: "From", range: "Range", whoSets: "Set by", zoneSets: "the zone", documentSets: "the document", set: "Set", valueHelp: "Such as 8 %, 500000 CNY, 24 months",
    editDraft: "Edit the draft", newDraft: "Draft a new version", review: "Record the review", approve: "Approve", publish: "Publish", notYours: "A colleague with the permission takes the next step.", secondPerson: "A second person must approve: you wrote or reviewed this version.",
    next: { draft: "When the rule has no errors and its tests pass, state the legal basis and the fair-competition review.", reviewed: "Approved by somebody who neither wrote nor reviewed it.", approved: "Once published it replaces the version before it from its effective date and never changes." },
    reviewHelp: "Both are required, kept with the version and shown after publishing.", legalHelp: "Which article of which law, regulation or superior document.", fairHelp: "Whether it restricts competition, the ground for an exception, who reviewed it and when.",
    lifeHelp: "Draft → review → approval by a second person → published → superseded. A published version never changes.", version: "Version", revision: "Version {{number}}", created: "Drafted", reviewedAt: "Reviewed", approvedAt: "Approved", publishedAt: "Published", user: "user {{id}}",
  },
  matches: {
    title: "Who matches", help: "Which enterprises the policy fits and for how much, summed by park; the list can be exported. An enterprise opens the reasons.", toPolicy: "The policy", enterprise: "Enterprise", park: "Park", noPark: "in no park", scale: "Size", verdict: "Result", amount: "Amount", missing: "Missing data", totalAmount: "Sum", noAmount: "gives no money", amountsUnknown: "Amount unknown",
    mapHelp: "A tile for each region, the stronger its colour the more eligible enterprises; choose one to see only its parks. Enterprises in no park are not in the picture.",
    empty: "No enterprise with this result", emptyHint: "Choose another result or park; most that are undecided lack data or a parameter.",
  },
  editor: {
    title: "Rule editor", help: "The rule on the left; on the right what is wrong, how to mend it and whether the tests pass. A finding leads to its line. Escape and then Tab leaves the text.", source: "Rule file", save: "Save draft", saved: "Draft saved", valid: "All good", invalid: "Not yet", checking: "Checking…", place: "line {{line}}, column {{column}}", line: "line {{line}}",
    new: "New policy", becomesDraft: "Saving makes a new draft; the version in force stays.", unsaved: "Not saved", discard: "Discard", syntax: "How rules are written",
    tests: "Tests: {{passed}} of {{count}} pass", passed: "passed", failed: "failed", noTests: "No tests yet. Every rule should test its boundaries, missing data and dates.",
  },
  why: { open: "Why", close: "Close", deciding: "deciding", decidingHelp: "Belongs to the smallest set of conditions that decides", threshold: "threshold", unknown: "unknown" },
  matching: {
    stakeOpen: "policies: {{policies}} · lacking only this: {{settles}}", save: "Record",
    title: "Matching", help: "What an enterprise can get, could get if something were known, and why not the rest. Every answer opens down to datum, source and date.", basis: "By the data and policies of {{date}}. Every answer opens down to datum, source and date.", choose: "Choose an enterprise first", chooseHint: "Type a name or code above.", asOf: "On", toEnterprise: "The enterprise", total: "Can get in all",
    eligible: "Can get", unknown: "Could get if known", ineligible: "Cannot get", couldIf: "Could get it if this were known:", amountIf: "For the amount, these are missing:", because: "Because not met:", remaining: "Still to be met:", showAll: "Show all {{count}}",
    source: "Source", asked: "asked the enterprise", withheld: "Withheld", not_applicable: "Does not apply",
    next: "Most worth asking first", stake: "{{money}} at stake · policies: {{policies}} · lacking only this: {{settles}}", record: "Record data",
  },
  proactive: {
    all: "Also policies that only lack data", none: "nobody yet: data first",
    title: "Proactive list", help: "Who can get a policy and has not applied: for account managers to call. A row opens the list, ready to export.", checked: "Enterprises checked", policies: "Policies to offer", chances: "Enterprise and policy pairs", eligible: "Can get, have not applied", sentence: "These {{count}} enterprises can get this and have not applied", unknown: "Data missing",
    empty: "Nobody to call", emptyHint: "Mostly because data are missing: import facts, or set the parameters that are open.",
  },
  whatIf: {
    title: "What-if", help: "Who would win, who would lose and what it would cost if parameters or the rule changed. Only computed: nothing is stored or changed.", choose: "Choose a policy", chooseHint: "Choose a policy and change its parameters, or paste a draft rule.", byParameters: "Parameters", byDraft: "Another rule", draftHelp: "Change the rule below, or paste another draft, to compare it with the policy in force.", noParameters: "This policy has no parameters to change; try another rule.", run: "Compute",
    eligible: "Eligible", winners: "Winners", losers: "Losers", enterprises: "Enterprises", amount: "Sum", cost: "Change of cost", undecided: "Undecided", basis: "{{count}} enterprises computed; {{unknown}} eligible with unknown amount are not in the sum.", byPark: "By park", bySize: "By size", changed: "Enterprises that change ({{count}})", after: "After", noChange: "Nothing changes",
  },
  calculator: {
    stakeOpen: "policies: {{policies}}",
    title: "Policy calculator", help: "Answer a few questions to see which policies may apply and for how much. No login, nothing stored. For orientation only; the authority decides.", for: { enterprise: "An enterprise", person: "A person", project: "A project", park: "A park" },
    number: "Question {{number}}", stake: "{{money}} at stake · policies: {{policies}}", next: "Next", skip: "Don't know, skip", skipped: "skipped", none: "None of them", unit: "Unit", months: "months", back: "Back", restart: "Start again", total: "Can get in all", decided: "Decided", done: "No more questions; this is the result.",
  },
};
