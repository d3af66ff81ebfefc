export default {
  users: {
    title: "用户", help: "一个用户在某个区域拥有某个角色,即对该区域及其下级生效。停用或收回角色会立即结束其登录。",
    new: "新建用户", edit: "用户 {{name}}", username: "用户名", usernameRule: "3 至 64 位小写字母、数字、点、横线或下划线", displayName: "姓名", password: "初始密码", passwordHelp: "至少 10 个字符,首次登录时须更换。",
    grants: "角色与范围", role: "角色", zone: "区域", addGrant: "添加角色", state: "状态", active: "启用", disabled: "停用", disable: "停用此用户",
    mustChange: "待改密码", created: "创建时间", reset: "重置密码", resetTitle: "为 {{name}} 设置临时密码", resetDone: "密码已重置,请转告本人首次登录后更换。",
    search: "用户名或姓名", empty: "此区域还没有用户", emptyHint: "新建用户并授予角色,或切换到上级区域查看。", generate: "随机生成",
  },
  audit: {
    title: "操作记录", help: "谁在何时做了什么:每次修改都在同一事务中留痕,不可改写。展开一行可对比修改前后。",
    at: "时间", user: "用户", operation: "操作", entity: "对象", request: "请求编号", from: "起始日期", to: "截止日期",
    field: "字段", before: "修改前", after: "修改后", input: "提交内容", noChange: "没有记录修改前后的内容。",
    empty: "还没有操作记录", emptyHint: "修改数据后,这里会出现记录。", filterUser: "按用户名", filterOperation: "按操作名", filterEntity: "按对象类型",
  },
  zones: {
    title: "区域与园区", help: "国家—省—市—高新区—园区的树。企业登记在其中一级;上级可以看到下级的数据。",
    new: "新建下级", edit: "修改", name: "中文名称", nameEn: "英文名称", code: "代码", codeHelp: "唯一,例如 CN-22 或 auto-park", level: "级别", region: "行政区划代码",
    demonstration: "演示数据", choose: "在左侧选择一个区域", parent: "上级", children: "下级 {{count}} 个", search: "按名称或代码查找",
    levels: { nation: "国家", province: "省", city: "市", zone: "高新区", park: "园区" },
  },
};
