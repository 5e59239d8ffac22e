"""Schemas of places, of what happens to them and of their posts, and their properties."""

MODELS = {
    "PlaceSheet": "A place to be added. 新增行政区域。",
    "PlaceChange": "Another name for a place. 行政区域更名。",
    "PlaceEnding": "From when a place is not there any more. 行政区域撤销。",
    "PlaceMerger": "Into which village another one is merged, and from when. 村（居）撤并。",
    "PlaceMergedData":
        "A place is merged into another one from a day on; whoever lives and works there moves. 自某日起行政区域撤并，其人员"
        "随之调整。",
    "ListedPlace": "A place of a list. 名单中的行政区域。",
    "PlaceImport": "A list of places as they are to be from a day on, and those that end. 自某日起的行政区域名单及撤销的行政区域。",
    "PlaceImported": "What an import did, or would do. 导入结果，或预览的变更。",
    "PlaceOutcome": "What an import does to a place. 对一个行政区域的变更。",
    "NameShown": "A name that a place has from a day on. 自某日起的行政区域名称。",
    "PostShown": "The post of a place, with everybody who holds or held it. 一个行政区域的岗位及历任人员。",
    "HolderShown": "An account that holds or held a post. 任职人员。",
    "PostList": "A page of posts, in the order of the tree. 岗位（一页），按行政区域顺序排列。",
    "PlacePosts": "The posts of a place. 某行政区域的岗位。",
    "PlaceAddedData": "A place is there from a day on. 自某日起新增行政区域。",
    "PlaceRenamedData":
        "A place has another name from a day on; days before keep the old one. 自某日起行政区域更名，此前日期仍用原名。",
    "PlaceEndedData": "A place is not there any more from a day on. 自某日起行政区域撤销。",
}  # fmt: skip
PARTS = {
    "PlaceSheet.code":
        "The national code (统计用区划代码): nine digits of a township, twelve of a village, beginning with the code of the "
        "place above. 统计用区划代码：乡镇（街道）九位，村（居）十二位，以上级代码开头。",
    "PlaceSheet.name": "The name of the place. 行政区域名称。",
    "PlaceSheet.level": "A township or a village. 行政层级：乡镇（街道）或村（居）。",
    "PlaceSheet.parent":
        "The place above: a district for a township, a township for a village. 上级行政区域代码：乡镇（街道）属于"
        "县（区），村（居）属于乡镇（街道）。",
    "PlaceSheet.from":
        "The first day, at most a year away; today if omitted. 设立日期，距今不超过一年，不填为今日。",
    "PlaceChange.name": "The new name. 新名称。",
    "PlaceChange.from":
        "The first day of the name, at most a year away; today if omitted. 更名生效日期，距今不超过一年，不填为今日。",
    "PlaceEnding.from":
        "The first day on which the place is not there, at most a year away; today if omitted. 撤销生效日期，距今不超过一"
        "年，不填为今日。",
    "PlaceMerger.into": "The code of the village that stays. 并入的村（居）代码。",
    "PlaceMerger.from":
        "The first day of the merger, at most a year away; today if omitted. 撤并生效日期，距今不超过一年，不填为今日。",
    "PlaceMergedData.into": "The code of the place that stays. 并入的行政区域代码。",
    "PlaceShown.merged_into":
        "The code of the place into which it is merged when it ends; null: none. 并入的行政区域代码，未撤并的为空。",
    "ListedPlace.code": "The national code, as for a place to be added. 统计用区划代码，要求与新增相同。",
    "ListedPlace.name": "The name that the place is to have. 名称。",
    "ListedPlace.level": "A township or a village. 行政层级：乡镇（街道）或村（居）。",
    "ListedPlace.parent": "The place above, as for a place to be added. 上级行政区域代码，要求与新增相同。",
    "PlaceImport.from": "The first day of all changes; today if omitted. 各项变更的生效日期，不填为今日。",
    "PlaceImport.places": "The places that are to be there, at most 500. 名单中的行政区域，至多 500 个。",
    "PlaceImport.ended": "The codes of the places that end, at most 500. 撤销的行政区域代码，至多 500 个。",
    "PlaceImported.kept": "Whether the changes are kept: no dry run, and nothing refused. 是否已保存：非预览且无一被拒绝。",
    "PlaceImported.added": "How many are added. 新增数。",
    "PlaceImported.renamed": "How many have another name. 更名数。",
    "PlaceImported.ended": "How many end. 撤销数。",
    "PlaceImported.unchanged": "How many are as the list has them. 无变更数。",
    "PlaceImported.refused": "How many are refused. 被拒绝数。",
    "PlaceImported.items": "The outcome of each place, as they were sent. 各行政区域的结果，按提交顺序排列。",
    "PlaceOutcome.result": "What changes. 变更类型。",
    "PlaceOutcome.problem": "Why it is refused; null: it is not. 拒绝原因，未被拒绝的为空。",
    "PlaceShown.from":
        "The first day; null: since before the ledger. 设立日期，早于台账的为空。",
    "PlaceShown.until": "The last day; null: no end is set. 最后存在的日期，未撤销的为空。",
    "PlaceShown.renamed":
        "The names that it was given, with their first days, later ones at the end. 历次更名及其生效日期，依次排列。",
    "NameShown.name": "The name of the place. 行政区域名称。",
    "PostShown.post": "The post that belongs to the place's level. 与行政层级对应的岗位。",
    "PostShown.name": "The name of the place. 行政区域名称。",
    "PostShown.vacant": "Whether nobody holds the post today. 目前是否空缺。",
    "PostShown.vacant_since":
        "The last day of the last holder; null: the post is held, or nobody ever held it. 最后一任的离任日期，在任或从无"
        "人任职的为空。",
    "PostShown.holders":
        "The present holders, then the past ones, the latest first. 任职人员：现任在前，历任依次在后。",
    "HolderShown.from": "The first day. 任职起始日期。",
    "HolderShown.until": "The last day; null: in office. 离任日期，在任的为空。",
    "PlaceAddedData.code": "The code of the place. 行政区域代码。",
    "PlaceAddedData.name": "The name of the place. 行政区域名称。",
    "PlaceRenamedData.name": "The new name. 新名称。",
    "PlaceRenamedData.was": "The name on the day before. 原名称。",
    "PlaceEndedData.from_on": "The first day on which the place is not there. 撤销生效日期。",
}  # fmt: skip
NAMES = {
    "post": "The post. 岗位：督导员、指导员或联络员。",
    "vacant": "Only posts that nobody holds, or only those that somebody does. 仅空缺岗位，或仅在任岗位。",
}
