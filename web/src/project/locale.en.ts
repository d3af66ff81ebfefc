export default {
  invented: "Invented", yuan: "yuan", days: "{{count}} days", amountUnknown: "The amount is not known and not in the sum", unknownHelp: "Not entered yet",
  person: { me: "{{name}} (me)", choose: "Choose a person" },
  field: { chainNode: "Node of the chain", noNode: "No such node", typeNode: "Type a part of its name" },
  due: { answer: "answer", assess: "assessment", feedback: "feedback", report: "report", late: "{{kind}} {{days}} days late", today: "{{kind}} due today", in: "{{kind}} due in {{days}} days" },
  age: {
    inStage: "{{days}} days here", inStageHelp: "Days since it entered this stage", stagnant: "idle {{days}} days", stagnantHelp: "Nothing has happened for longer than this zone allows",
    tooLong: "{{days}} days in stage", tooLongHelp: "In its stage for longer than this zone allows",
  },
  problem: { missing: "Missing", unverified: "Unverified", expired: "Expired", condition: "Does not hold" },
  requirement: {
    all: "Everything that the next stage asks for stands.", toEvidence: "See the evidence", saveFields: "Save what is filled in", upload: "Upload", mark: "required before {{stage}}",
    count: "{{count}} things are missing for “{{stage}}”; they are marked below.",
  },
  move: {
    title: "{{name}} → {{stage}}", submit: "Enter {{stage}}", back: "Move back", missing: "“{{stage}}” still asks for {{count}} things; they can be given right here:", ready: "Ready for “{{stage}}”.",
    skips: "Stages are entered one by one; next is “{{next}}”.", effectiveOn: "Happened on", effectiveOnHelp: "The day it really happened, not later than today", note: "Note", noteRequired: "Say why it moves back",
  },
  override: {
    ask: "It cannot be had? Ask for an override", help: "An override needs a reason and a second person's approval. The project then moves, and what was missing stays on record.", reason: "Reason", submit: "Ask for the override",
    pending: "An override waits for the second person.", title: "Overrides", from: "Move", missing: "Missing", requested: "Asked by", state: "Result", approve: "Approve", refuse: "Refuse", note: "Opinion",
    states: { pending: "Waiting", approved: "Approved", refused: "Refused" }, empty: "No overrides", emptyHint: "When something cannot be had, ask for one in the dialog that moves the stage.", own: "You asked for it; somebody else decides.",
  },
  conflict: { title: "Somebody else has just changed this project", help: "Load it again to see what stands now, or do the same once more on top of it.", reload: "Load again", moveAgain: "Still enter {{stage}}", saveAgain: "Save on top of it" },
  status: { title: "{{name}}: status", change: "Change the status", reason: "Reason", lostTo: "Lost to", lostToHelp: "The place that got it", on: "Date" },
  board: {
    title: "Board", help: "Drag a card to the next stage; or choose it with the arrow keys and press ] (forward) or [ (back), or use its menu.", open: "Open", report: "Write a report", actions: "Actions for {{name}}", toNext: "Enter “{{stage}}”", backTo: "Back to “{{stage}}”", toEarlier: "Move back to",
    noOwner: "no owner", without: "{{count}} more projects have no amount and are not in the sum", emptyColumn: "No projects", more: "All {{count}} in the list", refused: "“{{name}}” has not moved", moved: "“{{name}}” is now at {{stage}}",
    stagnant: "Stagnant only", overdue: "Overdue only", noMatch: "No project matches", noMatchHint: "Use fewer words or filters.", empty: "No projects yet", emptyHint: "Enter a first lead, or import the ledger you keep now.",
  },
  list: { title: "Projects", help: "All projects: search, sort, filter, export. The exported ledger can be imported again.", search: "Name, number, investor, code", none: "No project found", reported: "Reported", reportedElsewhere: "Reported here, run elsewhere" },
  project: {
    name: "Project", number: "Number", investor: "Investor", stage: "Stage", status: "Status", owner: "Owner", totalInvestment: "Total investment", fixedInvestment: "Fixed investment", industry: "Industry", chainNode: "Node of the chain",
    daysInStage: "Days in stage", warnings: "Warnings", lastActivity: "Last activity", createdAt: "Entered", signedOn: "Signed", hostZone: "Run by", creditCode: "Credit code", foreignId: "Foreign investor's number", source: "Source",
    introducer: "Introducer", jobs: "Jobs", expansion: "Expansion", expansionOf: "Original project", historical: "historical (imported at a late stage)", merged: "Merged into",
  },
  lead: {
    title: "New lead", help: "While you type, duplicates are looked for: if another park has reported the project, you see whose it is and how far.", enterprise: "Enterprise of the register", enterpriseHelp: "Fills in name, code and industry. Not in the register? Enter it below.", nameOf: "{{name}} project",
    creditCodeHelp: "Of a domestic company, 18 characters", foreignIdHelp: "Of a foreign investor without a credit code", sourceHelp: "For instance: weak link of the chain, through a resident, exhibition, agency", parent: "Expansion of which project", parentHelp: "An expansion counts its increment alone", submit: "Enter the lead",
    fromTarget: "Make a lead", fromTargetDone: "A lead has been made",
  },
  duplicate: {
    title: "{{count}} project(s) may be the same", hit: "{{owner}} of {{zone}} has reported it; it is at “{{stage}}” ({{because}}), protected until {{until}}.", none: "No such project is known.", distinct: "Why it is another project", distinctHelp: "When the names are alike but it is not the same; kept in the log. The same code within another's protection cannot be entered.",
    because: { credit_code: "same credit code", foreign_id: "same foreign number", name: "same or similar name" },
  },
  tabs: { overview: "Overview", timeline: "Timeline", evidence: "Evidence", commitments: "Commitments", selection: "Assessment & gates", claims: "Claim & credit", people: "Team", tasks: "Tasks", approvals: "Approvals" },
  position: {
    title: "Position", unknown: "No longitude and latitude yet.", longitude: "Longitude", latitude: "Latitude", here: "Use my position", denied: "The browser gave no position. Allow it, or enter it by hand.", label: "{{name}} at longitude {{lon}}, latitude {{lat}}",
    caption: "Longitude {{lon}}°, latitude {{lat}}°; faint: {{others}} other projects of the zone",
  },
  timeline: {
    kind: "Kind", on: "Date", text: "Text", photo: "Take or choose a photo", saved: "Recorded", effective: "happened {{on}}", empty: "Nothing of this kind", emptyHint: "Visits, talks and reports are recorded here.",
    add: { visit: "Record a visit", report: "Write a report", note: "Add a note" },
  },
  detail: { reason: "Reason", note: "Note", text: "Text", filename: "File", kind: "Kind", longitude: "Longitude", latitude: "Latitude", missing: "Missing", status: "Status", stage: "Stage" },
  evidence: {
    kind: "Kind", file: "File", photo: "Take a photo", choose: "Choose a file", issuer: "Issued by", issuedOn: "Issued on", expiresOn: "Valid until", upload: "Upload",
  },
  imports: { title: "Import" },
};
