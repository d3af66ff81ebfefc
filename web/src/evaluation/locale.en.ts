export default {
  period: { year: "Year", kind: "Kind of period", period: "Period", kinds: { month: "Month", quarter: "Quarter", year: "Year" } },
  statistics: {
    title: "Statistics", help: "Enterprises report by month and by year; reports are checked as they are typed and count once another person accepts them. What nobody reported is unknown, not zero.",
    board: "Who has reported", upload: "By spreadsheet", totals: "Totals and ratios", context: "Figures from outside", items: "Dictionary",
  },
  board: {
    search: "Name of the enterprise", state: "State", dueOn: "Due on", remind: "Remind {{count}}", remindTitle: "To be reminded: {{period}}", copy: "Copy the reminders", copied: "{{count}} reminders copied", letter: "{{name}} {{contact}} {{phone}}: please send the report for {{period}} by {{due}}.",
    overdue: "{{count}} days late", daysLeft: "{{count}} days left", due: "Due", lastPeriod: "Last reported", contact: "Contact", zone: "Zone", nobodyMissing: "Everybody has reported",
    submitAll: "Submit {{count}} drafts", acceptAll: "Accept {{count}}", acceptAllSure: "Accept all {{count}} submitted reports? Those you entered or submitted yourself are left for another person.", batchDone: "{{count}} done", batchLeft: "{{done}} done, {{left}} could not be",
    close: "Close", reopen: "Open again", closeSure: "Nothing can be changed in a closed period. Close it?", openSure: "Reports can be changed again. Open it?", closed: "Closed", progressHelp: "{{expected}} expected, {{accepted}} accepted, {{submitted}} waiting to be accepted", revision: "Revision {{number}}",
    noneExpected: "Nobody has to report in this year", noneExpectedHint: "An enterprise reports when it resides in a park on the last day of the period. Choose another year or zone, or record residences under Enterprises.",
  },
  report: {
    title: "Report", help: "Empty means unknown; write 0 where there is none. The period before and the year before stand beside each value.", back: "← Who has reported", toEnterprise: "The enterprise", enterprise: "Enterprise", zoneItself: "The zone itself",
    states: { missing: "Missing", draft: "Draft", submitted: "Submitted", accepted: "Accepted", returned: "Returned" },
    severity: { error: "Error", warning: "Warning" },
    item: "Item", value: "This period", before: "Period before", yearBefore: "Year before", unknown: "unknown", unknownHelp: "Not reported", moneyIn: "Money in", units: { 元: "yuan", 万元: "10,000 yuan", 亿元: "100 m yuan" },
    groups: { money: "Business and investment (money)", people: "People", counts: "Innovation and bodies (counts)", amounts: "Energy, land and other" },
    checks: "Checks: {{errors}} errors, {{warnings}} warnings", noFindings: "Nothing found", reason: "Give a reason and it may be submitted", reasonGiven: "Reason: {{reason}} (user {{user}}, {{time}})", errorsFirst: "Mend the errors first",
    save: "Save draft", saved: "Draft saved", submit: "Submit", submitted: "Submitted; another person accepts it", accept: "Accept", return: "Return", returnWhy: "Why it is returned; the reporter sees this", unsaved: "Not saved",
    correct: "An accepted report can be corrected: a change is saved as a new revision, the old ones stay.", waits: "A submitted report is not changed; somebody other than who reported accepts or returns it.",
    revisions: "Revisions", revision: "Revision {{number}}", newest: "To the newest", savedBy: "{{time}} saved by user {{user}}, source: {{source}}", submittedBy: "{{time}} submitted by user {{user}}", decidedBy: "{{time}} decided by user {{user}}", definitions: "Dictionary version {{version}}",
  },
  upload: {
    help: "The template has a row for each enterprise that reports, with what has been entered and the period before; money in 10,000 yuan. After the upload you see the result first, then save drafts.", template: "Template for {{period}}", drop: "Drop the filled table here, or click to choose (.xlsx, .csv)", another: "{{name}} chosen; take another file", sending: "Checking…",
    steps: { template: "Take the template and fill it", check: "Check", save: "Save drafts" }, preview: "Checked; nothing is saved yet", previewBad: "Some cells are wrong; nothing is saved yet", committed: "Saved as drafts; warnings need a reason before a report is submitted",
    counts: { rows: "Rows with data", created: "New drafts", changed: "Changed", unchanged: "Unchanged", bad: "Rows with errors" }, modes: { all_or_nothing: "Save only when all is right", keep_good: "Save the rows that are right" }, save: "Save {{count}} drafts", toBoard: "Who has reported",
    kind: "Kind", row: "Row", column: "Column", wholeRow: "whole row", value: "Content", reason: "Reason",
  },
  totals: {
    item: "Item", total: "Total", ratio: "Ratio", value: "Value", items: "Totals", ratios: "Ratios", reporters: "Reporters", coverage: "Coverage", coverageShort: "Reported", coverageHelp: "Enterprises that gave this item / that are to report; red below four fifths", accepted: "Accepted / expected",
    hidden: "Not published", hiddenHelp: "Too few enterprises, or one of them too large: the figure would give an enterprise away.", nobody: "Nobody reported this item", estimate: "Estimate", estimateHelp: "For those who have not reported; only for orientation, never added to the total.", estimated: "For {{count}} enterprises that have not reported", withEstimates: "Show estimates",
    asOf: "As of", asOfHelp: "Only what had been accepted by that day: what was published once can be had again.", asOfNote: "Reports accepted by {{time}}; corrections since then do not count.", public: "For the public", publicHelp: "Hides figures that would give an enterprise away.",
    why: { missing: "no data", zero_denominator: "zero denominator", hidden: "not published" }, whyHelp: { missing: "Nobody reported the numerator or the denominator: the ratio is unknown.", zero_denominator: "The denominator is zero: the ratio has no meaning and is not zero.", hidden: "Too few enterprises: the figure would give one away." },
    empty: "No totals for this period yet", emptyHint: "A report counts once it is accepted.", overTime: "Over time", below: "Zones below", seriesLabel: "{{item}} by period, with coverage", levels: { province: "Provinces", city: "Cities", zone: "Zones", park: "Parks" }, rank: "Rank", noneBelow: "There is no zone of this level below",
  },
  items: {
    search: "Name, code, definition", items: "Items {{count}}", checks: "Checks {{count}}", ratios: "Ratios {{count}}", version: "Version {{version}}", title: "Item", unit: "Unit", subject: "Reported by", subjects: { enterprise: "Enterprise", zone: "Zone", context: "Outside" },
    periods: "Periods", kind: "Nature", kinds: { flow: "over the period", stock: "at its end" }, definition: "Definition", severity: "Severity", rule: "Rule", checkKind: "Kind", about: "Items", limits: "Limits", formula: "Formula",
    checkKinds: { range: "Range", part: "Part of", equal: "Balance", jump: "Against history", ratio: "Ratio", together: "Together", months: "Months and year", required: "Required", unit: "Unit" },
  },
  context: { add: "Record a figure", addHelp: "For {{zone}}, {{year}}. To correct one, record it again; the old one stays.", empty: "No figures from outside for this year", emptyHint: "Figures of the nation and the city are compared with, such as the share in the city's industrial output.", source: "Source", sourceHelp: "For example: Statistical communiqué 2023, page 3", recorded: "Recorded" },
};
