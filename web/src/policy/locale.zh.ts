export default {
  class: { land: "土地", fiscal_and_tax: "财税", talent_and_science: "人才与科技", finance: "金融" },
  state: { draft: "草稿", reviewed: "已审查", approved: "已批准", published: "已发布", superseded: "已被替代" },
  entity: { enterprise: "企业", person: "个人", project: "项目", park: "园区" },
  scale: { large: "大型", medium: "中型", small: "小型", micro: "微型" },
  kind: {
    subsidy: "补贴", tax_relief: "税收减免", deduction: "税前扣除", priority: "优先", permit: "许可", certification: "认定", reward: "奖励", exemption: "免征",
    gate: "准入", eligibility: "资格", service: "服务", sharing: "收益共享", standard: "标准",
  },
  verdict: { eligible: "符合", unknown: "待定", ineligible: "不符合" },
  condition: { eligible: "满足", unknown: "未知", ineligible: "不满足" },
  reason: {
    never_collected: "从未采集", stale: "数据已过期", withheld: "不予公开", not_applicable: "不适用", parameter_not_set: "参数待设定", not_yet: "尚未到期",
    rows_incomplete: "明细不完整", outside_table: "表中没有对应档次", year_missing: "缺少该年度",
    overflow: "数值超出范围", division_by_zero: "除数为零", skipped: "已跳过",
  },
  catalogue: {
    title: "政策目录", help: "每条政策既有原文条款,也有可执行的规则和测试;按日期区分版本。标“待设定”的由本区填写参数后才有结果。", new: "起草政策", search: "名称、文件、条款",
    policy: "政策", class: "类别", kind: "方式", document: "文件", clause: "第 {{clause}} 条", effective: "有效期", state: "状态", stateFilter: "状态(默认已发布)", inForce: "执行中", notInForce: "不在有效期", inForceOn: "有效日期", toSet: "{{count}} 项待设定", entity: "对象", id: "标识", issuer: "制定者", shipped: "随产品提供",
    empty: "没有政策", emptyHint: "可以起草一条,或切换到上级区域查看。", notSet: "待设定", since: "自 {{date}}",
  },
  policy: {
    shippedHelp: "随产品提供的版本。本区可以起草自己的版本,经审查、第二人批准后发布。",
    tabRule: "原文与规则", parameters: "参数", tabSource: "规则文件与测试", tabVersions: "版本", matches: "匹配企业",
    text: "条款原文", noText: "规则文件里没有附原文。", clause: "条款", legalBasis: "法律依据", fair: "公平竞争审查", conditions: "条件", eligible: "符合条件", amount: "金额", asks: "需要的数据",
    mustSet: "本区须先设定:{{names}}。在此之前结果为“待定”。", parametersHelp: "由文件规定的参数随版本固定;由本区设定的参数在这里填写,以前的数值保留,过去的结论可以重现。", parameter: "参数", value: "数值", since: "起始日期", range: "范围", whoSets: "由谁设定", zoneSets: "本区设定", documentSets: "文件规定", set: "设定", valueHelp: "例如 8 %、500000 CNY、50万元、24 months",
    editDraft: "修改草稿", newDraft: "起草新版本", review: "记录审查", approve: "批准", publish: "发布", notYours: "下一步由有相应权限的同事完成。", secondPerson: "须由第二人批准:您起草或审查过这一版。",
    next: { draft: "规则无错误、测试全部通过后,写明法律依据和公平竞争审查结论。", reviewed: "由起草人和审查人以外的人批准。", approved: "发布后自生效日起替代前一版,不再改动。" },
    reviewHelp: "两项都必填,随版本保存,发布后可查。", legalHelp: "依据哪部法律、法规或上级文件的哪一条。", fairHelp: "是否限制或排除竞争、例外理由、审查部门和日期。",
    lifeHelp: "草稿 → 审查 → 由第二人批准 → 发布 → 被替代。发布后的版本不再改动。", version: "版本", revision: "第 {{number}} 版", created: "起草", reviewedAt: "审查", approvedAt: "批准", publishedAt: "发布", user: "用户 {{id}}",
  },
  matches: {
    title: "匹配企业", help: "哪些企业符合这条政策、金额多少,按园区汇总;名单可以导出。点一家企业看依据。", toPolicy: "查看政策", enterprise: "企业", park: "园区", noPark: "未入园", scale: "规模", verdict: "结果", amount: "金额", missing: "缺少的数据", totalAmount: "金额合计", noAmount: "不涉及金额", amountsUnknown: "金额未知(家)",
    mapHelp: "每格一个地区,颜色深浅为符合条件的企业数;点一格只看那里的园区。未入园的企业不在图上。",
    empty: "没有此结果的企业", emptyHint: "换一个结果或园区;多数“待定”是因为数据不足或参数待设定。",
  },
  editor: {
    title: "规则编辑", help: "左边写规则,右边随时检查:哪里有错、怎样改、测试是否通过。点一条提示跳到那一行。按 Esc 再按 Tab 可离开输入框。", source: "规则文件", save: "保存草稿", saved: "草稿已保存", valid: "检查通过", invalid: "有问题", checking: "正在检查…", place: "第 {{line}} 行第 {{column}} 列", line: "第 {{line}} 行",
    new: "新政策", becomesDraft: "保存后成为新的草稿,现行版本不受影响。", unsaved: "未保存", discard: "放弃修改", syntax: "规则写法",
    tests: "测试:{{passed}} / {{count}} 通过", passed: "通过", failed: "未通过", noTests: "还没有测试。每条规则都应写明边界、缺数据和日期的测试。",
  },
  why: { open: "依据", close: "收起依据", deciding: "决定性", decidingHelp: "属于足以得出结论的最少条件", threshold: "标准", unknown: "未知" },
  matching: {
    stakeOpen: "涉及 {{policies}} 条政策,其中 {{settles}} 条只差这一项", save: "记录",
    title: "企业匹配", help: "一家企业能享受什么、补齐什么就能享受、为什么不能享受。每个结论都可以展开到数据、来源和日期。", basis: "按 {{date}} 的数据和政策。每个结论都可以展开到数据、来源和日期。", choose: "先选一家企业", chooseHint: "在上面输入名称或代码。", asOf: "日期", toEnterprise: "查看企业", total: "可享受合计",
    eligible: "可以享受", unknown: "补齐数据可能享受", ineligible: "不能享受", couldIf: "补齐这些数据即可判断:", amountIf: "补齐这些数据即可确定金额:", because: "因为不满足:", remaining: "还需满足:", showAll: "显示全部 {{count}} 条",
    source: "来源", asked: "向企业询问", withheld: "企业不愿提供", not_applicable: "不适用",
    next: "最值得先问的问题", stake: "涉及 {{money}},{{policies}} 条政策,其中 {{settles}} 条只差这一项", record: "录入数据",
  },
  proactive: {
    all: "也显示只缺数据的政策", none: "暂无,先补数据",
    title: "主动服务", help: "哪些企业能享受而还没有申请:供企业服务专员逐条联系。点一行看名单,可导出。", checked: "核对的企业", policies: "可以主动兑现的政策", chances: "企业与政策的机会", eligible: "可享受而未申请", sentence: "这 {{count}} 家企业可以享受,还没有申请", unknown: "缺数据(家)",
    empty: "没有可以主动联系的企业", emptyHint: "多数情况下是因为企业数据不足:请导入事实,或设定待设定的参数。",
  },
  whatIf: {
    title: "政策模拟", help: "改动参数或换一条规则,会让谁受益、谁受损、花多少钱。只计算,不保存,也不影响现行政策。", choose: "选择政策", chooseHint: "选一条政策,改它的参数,或粘贴一份草稿规则。", byParameters: "改参数", byDraft: "换规则", draftHelp: "把下面的规则改成设想的样子,或粘贴另一份草稿,与现行政策比较。", noParameters: "这条政策没有可以改的参数,可以换规则。", run: "计算",
    eligible: "符合的企业", winners: "受益", losers: "受损", enterprises: "企业数", amount: "金额合计", cost: "财政变化", undecided: "待定", basis: "共计算 {{count}} 家企业;其中 {{unknown}} 家符合但金额未知,未计入。", byPark: "按园区", bySize: "按企业规模", changed: "结果有变化的企业({{count}})", after: "改动后", noChange: "没有变化",
  },
  calculator: {
    stakeOpen: "涉及 {{policies}} 条政策",
    title: "政策计算器", help: "回答几个问题,看看可能享受哪些政策、金额多少。无需登录,不保存任何内容。结果仅供参考,以主管部门审核为准。", for: { enterprise: "我是企业", person: "我是个人", project: "我有项目", park: "我是园区" },
    number: "第 {{number}} 题", stake: "涉及 {{money}}、{{policies}} 条政策", next: "下一题", skip: "不清楚,跳过", skipped: "跳过", none: "都没有", unit: "单位", months: "个月", back: "上一步", restart: "重新开始", total: "可享受合计", decided: "已有结论", done: "没有更多问题了,以下是结果。",
  },
};
