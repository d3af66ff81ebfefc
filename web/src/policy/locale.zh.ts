export default {
  class: { land: "土地", fiscal_and_tax: "财税", talent_and_science: "人才与科技", finance: "金融" },
  state: { draft: "草稿", reviewed: "已审查", approved: "已批准", published: "已发布", superseded: "已被替代" },
  entity: { enterprise: "企业", person: "个人", project: "项目", park: "园区" },
  kind: { subsidy: "补贴", tax_relief: "税收减免", deduction: "税前扣除", priority: "优先", permit: "许可", certification: "认定", reward: "奖励", exemption: "免征" },
  verdict: { eligible: "符合", unknown: "待定", ineligible: "不符合" },
  condition: { eligible: "满足", unknown: "未知", ineligible: "不满足" },
  catalogue: {
    title: "政策目录", help: "每条政策既有原文条款,也有可执行的规则和测试;按日期区分版本。标“待设定”的由本区填写参数后才有结果。", new: "起草政策", search: "名称、文件、条款",
    policy: "政策", class: "类别", kind: "方式", document: "文件", clause: "第 {{clause}} 条", effective: "有效期", state: "状态", inForce: "执行中", toSet: "{{count}} 项待设定", entity: "对象", id: "标识", owner: "制定者", shipped: "随产品提供",
    empty: "没有政策", emptyHint: "可以起草一条,或切换到上级区域查看。", notSet: "待设定", since: "自 {{date}}",
  },
  policy: {
    tabRule: "原文与规则", tabParameters: "参数", tabMatches: "匹配企业", tabLife: "版本与审批", text: "条款原文", noText: "规则文件里没有附原文。", clause: "条款", legalBasis: "法律依据", fair: "公平竞争审查", conditions: "条件", eligible: "符合条件:", amount: "金额:", asks: "需要的数据:", source: "规则文件",
    mustSet: "本区必须先设定:{{names}}。在此之前结果为“待定”。", parameter: "参数", value: "数值", since: "起始日期", range: "范围", whoSets: "由谁设定", zoneSets: "本区", documentSets: "文件规定", set: "设定", valueHelp: "例如 8 %、500000 CNY、24 months;以前的数值仍会保留",
    editDraft: "修改草稿", newDraft: "起草新版本", review: "记录审查", approve: "批准", publish: "发布", lifeHelp: "批准人不能是起草人或审查人;发布后的版本不再改动。", revision: "第 {{number}} 版", created: "起草", reviewedAt: "审查", approvedAt: "批准", publishedAt: "发布",
    totalAmount: "金额合计", amountsUnknown: "金额未知(家)", enterprise: "企业", park: "园区", verdict: "结果", money: "金额", missing: "缺少的数据", noMatches: "没有此结果的企业",
  },
  editor: {
    title: "规则编辑", help: "左边写规则,右边随时检查:哪里有错、怎样改、测试是否通过。保存为草稿后,经审查和另一人批准才发布。", source: "规则文件", save: "保存草稿", valid: "检查通过", invalid: "有问题", checking: "正在检查…", place: "第 {{line}} 行第 {{column}} 列", line: "第 {{line}} 行",
    tests: "测试", test: "测试", result: "结果", passed: "通过", failed: "未通过", difference: "差别", noTests: "还没有测试。每条规则都应写明边界、缺数据和日期的测试。",
  },
  matching: {
    title: "企业匹配", help: "一家企业能享受什么、补齐什么就能享受、为什么不能享受。每个结论都可以展开到数据、来源和日期。", choose: "先选一家企业", chooseHint: "在上面输入名称或代码。", asOf: "日期", toEnterprise: "查看企业", total: "可享受合计",
    eligible: "可以享受", unknown: "可能享受,还缺数据", ineligible: "不能享受", couldIf: "补齐这些数据即可判断:", because: "因为不满足:", remaining: "还需满足:", why: "依据", deciding: "决定性", unknown_value: "未知",
    next: "下一步最值得问", stake: "涉及 {{money}},{{policies}} 条政策,其中 {{settles}} 条只差这一项", record: "录入数据",
  },
  proactive: { title: "主动服务", help: "哪些企业能享受而还没有享受:供企业服务专员逐条联系。点政策看名单,可导出。", basis: "按今天的数据,核对了 {{count}} 家企业。", eligible: "可享受而未享受", enterprises: "{{count}} 家", unknown: "缺数据(家)", empty: "没有可以主动联系的企业", emptyHint: "多数情况下是因为企业数据不足:请导入事实,或设定待设定的参数。" },
  whatIf: {
    title: "政策模拟", help: "改动一个参数会让谁得益、谁受损、花多少钱。只计算,不保存,也不影响现行政策。", choose: "选择政策", chooseHint: "选一条政策,改它的参数。", noParameters: "这条政策没有可以改的参数。", run: "计算", eligible: "符合的企业", winners: "受益", losers: "受损", amount: "金额", cost: "财政变化", undecided: "待定", basis: "共计算 {{count}} 家企业;其中 {{unknown}} 家符合但金额未知,未计入。", byPark: "按园区", bySize: "按企业规模", changed: "结果有变化的企业({{count}})", after: "改动后",
  },
  calculator: {
    title: "政策计算器", help: "回答几个问题,看看企业可能享受哪些政策、金额多少。无需登录,不保存任何内容。结果仅供参考,以主管部门审核为准。", stake: "涉及 {{money}}、{{policies}} 条政策", next: "下一题", skip: "不清楚,跳过", unit: "单位", months: "个月", restart: "重新开始", total: "可享受合计", decided: "已有结论", done: "没有更多问题了。",
  },
};
