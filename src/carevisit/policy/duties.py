"""The fifteen duties (探访关爱服务职责任务清单) and the departments that bear them. Source: 涵民〔2023〕53号, annex 1."""

from dataclasses import dataclass

from .case_codes import Department


@dataclass(frozen=True)
class Duty:
    """A line of the list: its number, who bears it, and its words."""

    no: int
    department: Department
    zh: str
    en: str


DUTIES: tuple[Duty, ...] = (
    Duty(
        1, Department.ELDERLY_CARE_COUNCIL,
        "各地要将特殊困难老年人探访关爱工作纳入基本养老服务体系建设重点任务，依托养老服务议事协调机制，整合政策资源，动员引导慈善组织提供捐赠。",
        "Make the visits a main task of basic elderly care, bring policies together, and move charities to give.",
    ),
    Duty(
        2, Department.POLITICAL_LEGAL, "将特殊困难老年人探访关爱服务工作纳入平安莆田建设重要任务。",
        "Make the visits a task of building a safe city.",
    ),
    Duty(
        3, Department.CIVILISATION_OFFICE,
        "将特殊困难老年人探访关爱作为新时代文明实践中心（所、站）服务工作重要内容，丰富特殊困难老年人精神生活，倡导科学文明健康的生活方式，引导家庭成员向上向善、孝老爱亲。",
        "Make the visits a service of the civilisation practice centres; enrich elders' lives, guide their families.",
    ),
    Duty(
        4, Department.CIVILISATION_OFFICE,
        "发挥新时代文明实践中心（所、站）作用，将特殊困难老年人探访关爱活动开展情况纳入评估内容，组织志愿服务队伍参与探访关爱活动，宣传孝老敬亲文化。",
        "Assess the centres by it, organise volunteers for it, make respect for elders known.",
    ),
    Duty(
        5, Department.CIVIL_AFFAIRS,
        "采取政府购买服务等方式，采取入户服务，依托社区日间照料中心、农村幸福院、长者食堂、老年人活动中心等设施网络开展探访关爱服务。",
        "Visit and care by purchased services, at home and through day-care centres, canteens and the like.",
    ),
    Duty(
        6, Department.CIVIL_AFFAIRS,
        "将特殊困难老年人探访关爱服务纳入乡镇（街道）社工站服务内容，发挥社会工作专业优势，提供专业精准服务。",
        "Make the visits a service of the social work stations.",
    ),
    Duty(
        7, Department.EDUCATION, "组织动员在校学生参与特殊困难老年人探访关爱。", "Move students to take part in the visits.",
    ),
    Duty(
        8, Department.EDUCATION,
        "积极探索在校生志愿服务计学分活动，引导在校生积极参与特殊困难老年人探访关爱，进一步加强在校生尊老孝老敬老教育，不断培育和践行社会主义核心价值观。",
        "Give students credit for it, and teach respect for elders.",
    ),
    Duty(
        9, Department.FINANCE,
        "统筹现有渠道资金，积极支持特殊困难老年人探访关爱服务工作，指导有关部门依法依规开展政府购买服务。",
        "Fund the visits, and guide the purchase of services by the law.",
    ),
    Duty(
        10, Department.HOUSING,
        "引导物业服务企业参与做好特殊困难老年人探访关爱。鼓励物业服务企业在开展日常巡查、上门维修等服务中同步开展探访关爱服务。",
        "Move property managers to visit on their rounds and repairs.",
    ),
    Duty(
        11, Department.AGRICULTURE,
        "负责协同建立农村留守老年人关爱服务工作机制，作为农业和农村规划重点任务，纳入乡村振兴考评，作为农村公共服务重要方面，推进农村养老提质升级。",
        "Help to build the care for rural elders left behind, and assess rural revitalisation by it.",
    ),
    Duty(
        12, Department.HEALTH,
        "提供计划生育特殊家庭老年人基本数据。结合计划生育特殊家庭社会关爱工作，发挥一对一联系人制度，及时沟通情况，了解需求，帮助计划生育特殊家庭老年人解决实际困难和后顾之忧，参与做好计划生育特殊困难老年人探访关爱。",
        "Provide the data of special families, keep a one-to-one contact for each, help with what troubles them.",
    ),
    Duty(
        13, Department.HEALTH,
        "发挥家庭医生签约服务作用，通过开展健康档案管理、慢病随访、健康教育等及时了解掌握特殊困难老年人身体健康状况，做好慢病管理和健康监测。",
        "Follow elders' health through their family doctors: records, chronic illness, health education.",
    ),
    Duty(
        14, Department.DISABLED_FEDERATION,
        "提供残疾老年人基本信息。将对残疾老年人探访关爱纳入“关爱残疾人志愿服务活动”，帮助残疾老年人提高生活质量，积极参与做好残疾老年人探访关爱。",
        "Provide the data of disabled elders, and have volunteers visit and help them.",
    ),
    Duty(
        15, Department.TOWNSHIP,
        "负责属地特殊困难老年人信息摸排工作，对辖区特殊困难老年人探访关爱服务工作负有监督管理职能；对发现的风险隐患排除情况、困难缓解情况、转介服务落实情况进行跟踪回访，动态了解服务落实成效。发挥基层网格员作用，将开展特殊困难老年人探访关爱服务纳入基层网格化管理，做到精准到村（居）、到户、到人。",
        "Take the census, supervise the visits, and follow up risks, difficulties and referrals.",
    ),
)  # fmt: skip
