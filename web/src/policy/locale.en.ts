export default {
  class: { land: "Land", fiscal_and_tax: "Fiscal and tax", talent_and_science: "Talent and science", finance: "Finance" },
  state: { draft: "Draft", reviewed: "Reviewed", approved: "Approved", published: "Published", superseded: "Superseded" },
  entity: { enterprise: "Enterprise", person: "Person", project: "Project", park: "Park" },
  kind: { subsidy: "Subsidy", tax_relief: "Tax relief", deduction: "Deduction", priority: "Priority", permit: "Permit", certification: "Certification", reward: "Reward", exemption: "Exemption" },
  verdict: { eligible: "Eligible", unknown: "Undecided", ineligible: "Not eligible" },
  condition: { eligible: "met", unknown: "unknown", ineligible: "not met" },
  catalogue: {
    title: "Policy catalogue", help: "Each policy is its clause and an executable rule with tests, in dated versions. Where something is to set, the zone fills in a parameter before there is a result.", new: "Draft a policy", search: "Title, document, clause",
    policy: "Policy", class: "Class", kind: "Kind", document: "Document", clause: "clause {{clause}}", effective: "Effective", state: "State", inForce: "In force", toSet: "{{count}} to set", entity: "For", id: "Id", owner: "Issued by", shipped: "shipped",
    empty: "No policies", emptyHint: "Draft one, or look from a zone above.", notSet: "to set", since: "since {{date}}",
  },
  policy: {
    tabRule: "Text and rule", tabParameters: "Parameters", tabMatches: "Who matches", tabLife: "Versions", text: "Text of the clause", noText: "The rule file carries no text.", clause: "Clause", legalBasis: "Legal basis", fair: "Fair-competition review", conditions: "Conditions", eligible: "Eligible:", amount: "Amount:", asks: "Data it asks for:", source: "Rule file",
    mustSet: "The zone must set first: {{names}}. Until then the result is undecided.", parameter: "Parameter", value: "Value", since: "From", range: "Range", whoSets: "Set by", zoneSets: "the zone", documentSets: "the document", set: "Set", valueHelp: "Such as 8 %, 500000 CNY, 24 months; earlier values stay",
    editDraft: "Edit the draft", newDraft: "Draft a new version", review: "Record the review", approve: "Approve", publish: "Publish", lifeHelp: "Who approves neither wrote nor reviewed it; a published version never changes.", revision: "Version {{number}}", created: "drafted", reviewedAt: "reviewed", approvedAt: "approved", publishedAt: "published",
    totalAmount: "Amount", amountsUnknown: "Amount unknown", enterprise: "Enterprise", park: "Park", verdict: "Result", money: "Amount", missing: "Missing data", noMatches: "No enterprise with this result",
  },
  editor: {
    title: "Rule editor", help: "The rule on the left; on the right what is wrong, how to mend it and whether the tests pass. Saved as a draft; published after review and approval by a second person.", source: "Rule file", save: "Save draft", valid: "All good", invalid: "Not yet", checking: "Checking…", place: "line {{line}}, column {{column}}", line: "line {{line}}",
    tests: "Tests", test: "Test", result: "Result", passed: "passed", failed: "failed", difference: "Difference", noTests: "No tests yet. Every rule should test its boundaries, missing data and dates.",
  },
  matching: {
    title: "Matching", help: "What an enterprise can get, could get if something were known, and why not the rest. Every answer opens down to datum, source and date.", choose: "Choose an enterprise first", chooseHint: "Type a name or code above.", asOf: "On", toEnterprise: "The enterprise", total: "Can get in all",
    eligible: "Can get", unknown: "Could get: data missing", ineligible: "Cannot get", couldIf: "These data would settle it:", because: "Because not met:", remaining: "Still to be met:", why: "Why", deciding: "deciding", unknown_value: "unknown",
    next: "Most worth asking next", stake: "{{money}} at stake in {{policies}} policies, {{settles}} of them lack only this", record: "Record data",
  },
  proactive: { title: "Proactive list", help: "Who can get a policy and has not: for account managers to call. A policy opens the list, ready to export.", basis: "By today's data, {{count}} enterprises checked.", eligible: "Can get, have not", enterprises: "{{count}}", unknown: "Data missing", empty: "Nobody to call", emptyHint: "Mostly because data are missing: import facts, or set the parameters that are open." },
  whatIf: {
    title: "What-if", help: "Who would win, who would lose and what it would cost if a parameter changed. Only computed: nothing is stored or changed.", choose: "Choose a policy", chooseHint: "Choose a policy and change its parameters.", noParameters: "This policy has no parameters to change.", run: "Compute", eligible: "Eligible", winners: "Winners", losers: "Losers", amount: "Amount", cost: "Change of cost", undecided: "Undecided", basis: "{{count}} enterprises computed; {{unknown}} eligible with unknown amount are not in the sum.", byPark: "By park", bySize: "By size", changed: "Enterprises that change ({{count}})", after: "After",
  },
  calculator: {
    title: "Policy calculator", help: "Answer a few questions to see which policies an enterprise may use and for how much. No login, nothing stored. For orientation only; the authority decides.", stake: "{{money}} at stake in {{policies}} policies", next: "Next", skip: "Don't know, skip", unit: "Unit", months: "months", restart: "Start again", total: "Can get in all", decided: "Decided", done: "No more questions.",
  },
};
