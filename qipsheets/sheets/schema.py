"""The one place that names tabs and columns: reading, writing, the empty workbook and its help follow from it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from qipsheets.plan import model, organisation
from qipsheets.sheets import columns as c
from qipsheets.sheets.tab import Column, Tab, ToolTab


def _key() -> Column:
    return Column("key", "Mã", c.KEY, "Mã của dòng, có sẵn. Không sửa, không chép mã sang dòng khác.", width=10)


def _shown() -> tuple[Column, ...]:
    return (
        Column("", "Tình trạng", c.TEXT, "Tự hiện sau mỗi lần đồng bộ; không gõ vào đây.", width=17, look_up="status"),
        Column(
            "", "Số ngày trễ", c.TEXT, "Tự hiện sau mỗi lần đồng bộ; không gõ vào đây.", width=9, look_up="days_late"
        ),
        Column("", "Cần sửa", c.TEXT, "Số lỗi của dòng, xem trang «Kiểm tra».", width=8, look_up="findings"),
    )


FORM = (
    Column("name", "Tên trường", c.TEXT, "Viết đầy đủ như trên con dấu, ví dụ: Trường Tiểu học …", True),
    Column("superior", "Cơ quan chủ quản", c.TEXT, "Ví dụ: UBND xã … hoặc Sở Giáo dục và Đào tạo …", True),
    Column("place_name", "Địa danh", c.TEXT, "Tên xã, phường ghi trước ngày tháng.", True),
    Column("year", "Năm học", c.TEXT, "Ví dụ: 2026-2027", True),
    Column(
        "framework", "Khung tiêu chuẩn", c.choice("frameworks"), "Mã của thông tư mà trường tự đánh giá theo.", True
    ),
    Column(
        "framework_file", "Tệp khung riêng", c.TEXT, "Chỉ điền khi trường dùng khung tiêu chuẩn của mình (tệp .toml)."
    ),
    Column("start", "Ngày bắt đầu năm học", c.DAY, "Để trống thì lấy 01/9."),
    Column("semester_1_end", "Ngày kết thúc học kỳ I", c.DAY, "Để trống thì lấy 15/01."),
    Column("semester_2_start", "Ngày bắt đầu học kỳ II", c.DAY, "Để trống thì lấy 16/01."),
    Column("end", "Ngày kết thúc năm học", c.DAY, "Để trống thì lấy 31/5."),
    Column(
        "plan_number", "Số, ký hiệu kế hoạch", c.TEXT, "Lấy từ sổ văn bản, ví dụ: 97/KH-CX. Để trống thì in chỗ trống."
    ),
    Column("plan_date", "Ngày ban hành kế hoạch", c.START, "Ví dụ: 15/8/2026. Để trống thì in chỗ trống."),
    Column("subject", "Trích yếu", c.TEXT, "Ví dụ: Cải tiến chất lượng giáo dục"),
    Column("signer_office", "Chức vụ người ký", c.TEXT, "Ví dụ: Hiệu trưởng", True),
    Column("signer_name", "Họ tên người ký", c.TEXT, "Viết thường, ví dụ: Nguyễn Thị Thu An", True),
    Column("declared_level", "Mức của trường (tự công bố)", c.LEVEL, "Mức trường tự đánh giá; công cụ đối chiếu lại."),
    Column("national_standard", "Chuẩn quốc gia hiện có", c.TEXT, "Ví dụ: Mức độ 1, theo quyết định số …"),
    Column("council_size", "Số thành viên Hội đồng tự đánh giá", c.COUNT, "Theo quyết định thành lập."),
    Column("results_intro", "Lời dẫn phần kết quả", c.LONG, "Câu mở đầu phần kết quả đã đạt được."),
    Column("website", "Trang thông tin điện tử", c.TEXT, "Ví dụ: https://…"),
    Column(
        "public_columns",
        "Công khai thêm các cột",
        c.TEXT,
        "Cột sẽ có thêm trên trang công khai, ví dụ: Minh chứng: Mã minh chứng, Tên minh chứng; Hành động: Ghi chú",
    ),
)

SCHOOL = Tab(
    "school",
    "Trường",
    organisation.School,
    "",
    (
        Column("key", "Mã", c.KEY, "Không sửa.", width=18),
        Column("label", "Mục", c.TEXT, width=36),
        Column("value", "Nội dung", c.TEXT, "Điền cột này.", width=60),
        Column("note", "Cách điền", c.TEXT, width=60),
    ),
    spare=0,
    note="Thông tin chung, in ở đầu và cuối văn bản.",
)

TABS: tuple[Tab, ...] = (
    Tab("actions", "Hành động", model.Action, "HD", (
        _key(),
        Column("criterion", "Tiêu chí", c.CRITERION, "Mã tiêu chí, ví dụ 1.5.", True, 10),
        Column("part_level", "Phần (mức)", c.LEVEL, "Phần của bảng mà hành động đứng trong: MỨC 1, MỨC 2…", width=11),
        Column("current_level", "Mức hiện tại", c.LEVEL, "Mức tiêu chí đang đạt.", True, 12),
        Column("measure", "Biện pháp cải tiến", c.LONG, "Việc cụ thể sẽ làm. Alt+Enter để xuống dòng.", True, 60),
        Column("owner", "Người phụ trách", c.OWNERS, "Chức danh; nhiều người thì cách nhau bằng dấu phẩy.", True, 22),
        Column("start", "Bắt đầu", c.START, "Ví dụ: 9/2026, 15/9/2026, HK I.", True, 15),
        Column("end", "Hoàn thành", c.END, "Ví dụ: 5/2027; một tháng được hiểu là đến hết tháng.", True, 15),
        *_shown(),
        Column("funding", "Kinh phí", c.LONG, "Ghi «Không», hoặc nguồn và số tiền; không để trống.", True, 24),
        Column("oversight", "Biện pháp giám sát, điều kiện", c.LONG, "Ai kiểm tra, kiểm tra thế nào; ai xin ai điều gì.", False, 40),
        Column("goal", "Mục tiêu", c.LONG, "Kết quả muốn đạt.", width=30),
        Column("result_indicator", "Chỉ số đánh giá kết quả", c.LONG, "Nhìn vào đâu để biết là đạt.", width=30),
        Column("resources", "Nguồn lực", c.LONG, "Người, phòng, thiết bị cần có.", width=24),
        Column("expected_evidence", "Minh chứng dự kiến", c.LONG, "Giấy tờ, sản phẩm sẽ có.", width=30),
        Column("weakness", "Điểm yếu cần khắc phục", c.LONG, "Từ báo cáo tự đánh giá.", width=30),
        Column("cause", "Nguyên nhân", c.LONG, "", width=30),
        Column("solution", "Thuộc giải pháp", c.TEXT, "Mã giải pháp, ví dụ GP-001.", width=12, refers_to=("solutions",)),
        Column("source", "Nguồn gốc", c.choice("sources"), "Tự đánh giá, kiến nghị đánh giá ngoài, hay chuyển từ năm trước.", width=20),
        Column("origin", "Mã năm trước", c.TEXT, "Mã của hành động năm trước, nếu chuyển tiếp.", width=12),
        Column("note", "Ghi chú", c.LONG, width=24),
    ), 80, "Tổ trưởng, giáo viên phụ trách", "Bảng hành động của kế hoạch: mỗi biện pháp một dòng."),
    Tab("steps", "Bước thực hiện", model.Step, "BV", (
        _key(),
        Column("action", "Hành động", c.TEXT, "Mã hành động, ví dụ HD-001.", True, 11, refers_to=("actions",)),
        Column("work", "Việc cần làm", c.LONG, required=True, width=60),
        Column("owner", "Người phụ trách", c.OWNERS, "Để trống thì lấy người phụ trách của hành động.", width=22),
        Column("start", "Bắt đầu", c.START, "Ví dụ: 9/2026.", width=15),
        Column("due", "Hạn", c.END, "Ví dụ: 30/11/2026. Để trống thì lấy hạn của hành động.", width=15),
        Column("state", "Trạng thái", c.STATE, "Chọn trong danh sách.", width=18),
        *_shown(),
        Column("note", "Ghi chú", c.LONG, width=30),
    ), 120, "Người phụ trách", "Chia hành động thành việc nhỏ có hạn riêng."),
    Tab("observations", "Nhật ký giám sát", model.Observation, "GS", (
        _key(),
        Column("day", "Ngày", c.DAY, "Ngày ghi.", True, 12),
        Column("subject", "Hành động hoặc bước", c.TEXT, "Mã, ví dụ HD-001 hoặc BV-003.", True, 13, refers_to=("actions", "steps")),
        Column("percent", "Hoàn thành (%)", c.PERCENT, "Viết 40 hoặc 40%. Số từ 0 đến 1 là phần của một: 0,4 = 40%.", width=11),
        Column("state", "Trạng thái", c.STATE, "Chọn trong danh sách. Hoãn, không thực hiện, chuyển năm sau thì ghi lý do ở cột «Nguyên nhân».", width=18),
        Column("done", "Đã làm gì", c.LONG, width=50),
        Column("evidence", "Minh chứng", c.NAMES, "Mã minh chứng, cách nhau bằng dấu phẩy.", width=18, refers_to=("evidence",)),
        Column("problem", "Khó khăn, tồn tại", c.LONG, width=36),
        Column("cause", "Nguyên nhân", c.LONG, width=36),
        Column("observer", "Người ghi", c.TEXT, width=20),
    ), 300, "Tổ giám sát, người phụ trách", "Mỗi lần có tiến triển hoặc kiểm tra thì thêm một dòng; không sửa dòng cũ."),
    Tab("evidence", "Minh chứng", model.Evidence, "MC", (
        _key(),
        Column("code", "Mã minh chứng", c.TEXT, "Theo mẫu của khung tiêu chuẩn, ví dụ [H1-1.1-01].", True, 16),
        Column("title", "Tên minh chứng", c.LONG, required=True, width=50),
        Column("number", "Số, ký hiệu", c.TEXT, width=16),
        Column("date", "Ngày ban hành", c.START, width=14),
        Column("kept_at", "Nơi lưu", c.TEXT, width=20),
        Column("link", "Đường dẫn", c.TEXT, width=30),
        Column("action", "Hành động", c.TEXT, "Mã hành động tạo ra minh chứng này.", width=11, refers_to=("actions",)),
        Column("note", "Ghi chú", c.LONG, width=24),
    ), 120, "Giáo viên, thư ký", "Giấy tờ chứng minh cho từng tiêu chí; một mã dùng mãi cho một văn bản."),
    Tab("assessments", "Tự đánh giá", model.Assessment, "DG", (
        _key(),
        Column("criterion", "Tiêu chí", c.CRITERION, "Có sẵn theo khung tiêu chuẩn.", True, 10),
        Column("level", "Mức đạt", c.LEVEL, "Mức cao nhất tiêu chí đạt. Để trống là chưa biết, không phải không đạt.", width=12),
        Column("strengths", "Điểm mạnh", c.LONG, width=44),
        Column("weaknesses", "Điểm yếu", c.LONG, width=44),
        Column("cause", "Nguyên nhân", c.LONG, width=36),
    ), 40, "Nhóm công tác", "Kết quả tự đánh giá từng tiêu chí; từ đây tính ra mức của trường."),
    Tab("level_4", "Điều kiện mức 4", model.LevelFourCondition, "M4", (
        _key(),
        Column("condition", "Điều kiện", c.LONG, required=True, width=70),
        Column("met", "Đạt", c.YES, width=8),
        Column("note", "Ghi chú", c.LONG, width=36),
    ), 10, "Thư ký", "Chỉ điền khi trường đăng ký mức 4."),
    Tab("tallies", "Số liệu công bố", model.Tally, "SL", (
        _key(),
        Column("level", "Mức", c.LEVEL, required=True, width=10),
        Column("met", "Số đạt", c.COUNT, required=True, width=9),
        Column("not_met", "Số không đạt", c.COUNT, width=9),
        Column("total", "Tổng số", c.COUNT, "Số tiêu chí có mức này.", width=9),
        Column("percent_met", "Tỷ lệ đạt (%)", c.PERCENT, "Như nhà trường đã công bố; công cụ tính lại và đối chiếu.", width=11),
        Column("percent_not_met", "Tỷ lệ không đạt (%)", c.PERCENT, width=11),
        Column("result_year", "Năm học của kết quả", c.TEXT, "Ví dụ: 2025-2026.", width=14),
    ), 8, "Thư ký", "Số lượng, tỷ lệ như trường đã viết trong kế hoạch; để trống nếu trang «Tự đánh giá» đã đủ."),
    Tab("targets", "Chỉ tiêu", model.Target, "CT", (
        _key(),
        Column("name", "Chỉ tiêu", c.LONG, required=True, width=44),
        Column("criterion", "Tiêu chí", c.CRITERION, width=10),
        Column("action", "Hành động", c.TEXT, width=11, refers_to=("actions",)),
        Column("unit", "Đơn vị", c.TEXT, "Ví dụ: học sinh/lớp, lần/năm, %.", width=14),
        Column("direction", "Chiều", c.choice("directions"), "≤: không quá; ≥: ít nhất.", width=8),
        Column("baseline", "Hiện có", c.NUMBER, width=10),
        Column("goal", "Cần đạt", c.NUMBER, width=10),
        Column("actual", "Đã đạt", c.NUMBER, width=10),
        Column("day", "Ngày đo", c.DAY, width=12),
    ), 40, "Thư ký", "Con số phải đạt."),
    Tab("milestones", "Mốc thời gian", model.Milestone, "MO", (
        _key(),
        Column("name", "Việc", c.LONG, required=True, width=60),
        Column("date", "Hạn", c.END, required=True, width=15),
        Column("owner", "Người phụ trách", c.OWNERS, width=22),
        Column("state", "Trạng thái", c.STATE, width=18),
        Column("note", "Ghi chú", c.LONG, width=30),
    ), 40, "Thư ký", "Ngày phải xong của cả kế hoạch: báo cáo, đánh giá ngoài, sơ kết."),
    Tab("reviews", "Sơ kết", model.Review, "SK", (
        _key(),
        Column("period", "Kỳ", c.PERIOD, "Ví dụ: HK1, tháng 11, tuần 48 hoặc cả năm.", True, 16),
        Column("day", "Ngày", c.DAY, width=12),
        Column("author", "Người viết", c.TEXT, width=20),
        Column("progress", "Tình hình thực hiện", c.LONG, width=50),
        Column("causes", "Nguyên nhân", c.LONG, width=36),
        Column("judgement", "Đánh giá", c.LONG, width=44),
        Column("lessons", "Bài học", c.LONG, width=36),
        Column("next_tasks", "Nhiệm vụ kỳ sau", c.LONG, width=44),
    ), 30, "Tổ giám sát", "Đánh giá, nhận xét của mỗi kỳ; in vào báo cáo."),
    Tab("recommendations", "Kiến nghị", model.Recommendation, "KN", (
        _key(),
        Column("period", "Kỳ", c.PERIOD, "Ví dụ: HK1, tháng 11, tuần 48 hoặc cả năm.", width=16),
        Column("text", "Kiến nghị", c.LONG, required=True, width=60),
        Column("addressee", "Gửi", c.TEXT, required=True, width=24),
        Column("reply", "Trả lời", c.LONG, width=50),
        Column("reply_day", "Ngày trả lời", c.DAY, width=12),
        Column("state", "Trạng thái", c.choice("reply_states"), width=16),
    ), 40, "Tổ giám sát", "Kiến nghị chưa trả lời sẽ trở lại ở báo cáo sau."),
    Tab("solutions", "Giải pháp", model.Solution, "GP", (
        _key(),
        Column("parent", "Thuộc", c.TEXT, "Mã của giải pháp chứa mục này; để trống nếu là nhóm giải pháp.", width=11, refers_to=("solutions",)),
        Column("label", "Ký hiệu", c.TEXT, "Ví dụ: Nhóm giải pháp 1, -, +.", width=18),
        Column("text", "Nội dung", c.LONG, required=True, width=80),
        Column("owner", "Người phụ trách", c.OWNERS, "Của cả nhóm giải pháp.", width=30),
        Column("timing", "Thời gian", c.END, "Ví dụ: 9/2026 đến 5/2027.", width=24),
    ), 60, "Thư ký", "Giải pháp trọng tâm, phần II.5 của kế hoạch."),
    Tab("prose", "Lời văn", model.Prose, "LV", (
        _key(),
        Column("part", "Phần", c.TEXT, "I, II.1, II.5.a, IV…", True, 10),
        Column("label", "Ký hiệu", c.TEXT, "1., a), -, hoặc trống.", width=10),
        Column("depth", "Cấp", c.COUNT, "0 là tên phần, 1 là mục, 2 là đoạn trong mục.", width=8),
        Column("text", "Nội dung", c.LONG, required=True, width=100),
    ), 60, "Thư ký", "Các đoạn văn của kế hoạch, in theo đúng thứ tự dòng."),
    Tab("bases", "Căn cứ", model.Basis, "CC", (
        _key(),
        Column("kind", "Loại văn bản", c.choice("basis_kinds"), width=18),
        Column("number", "Số, ký hiệu", c.TEXT, "Ví dụ: 17/2018/TT-BGDĐT.", width=22),
        Column("date", "Ngày ban hành", c.START, width=22),
        Column("issuer", "Cơ quan ban hành", c.TEXT, width=30),
        Column("subject", "Về việc", c.LONG, width=60),
        Column("text", "Nguyên văn", c.LONG, "In đúng như viết ở đây; để trống thì ghép từ các cột trước.", width=60),
    ), 30, "Thư ký", "Văn bản mà kế hoạch dựa vào."),
    Tab("duties", "Nhiệm vụ", organisation.Duty, "NV", (
        _key(),
        Column("label", "Ký hiệu", c.TEXT, width=9),
        Column("actor", "Ai", c.TEXT, "Mục lớn trong phần tổ chức thực hiện.", True, 36),
        Column("role", "Chức danh trong câu", c.TEXT, "Nếu câu giao việc cho một chức danh riêng.", width=22),
        Column("text", "Nhiệm vụ", c.LONG, required=True, width=80),
        Column("field", "Lĩnh vực", c.LONG, width=36),
        Column("criteria", "Tiêu chí thuộc lĩnh vực", c.CRITERIA, "Ví dụ: 1.6, 3.5.", width=16),
    ), 60, "Thư ký", "Ai làm gì, phần tổ chức thực hiện."),
    Tab("people", "Nhân sự", organisation.Person, "NS", (
        _key(),
        Column("name", "Họ tên", c.TEXT, required=True, width=26),
        Column("roles", "Chức danh", c.NAMES, "Đúng như viết ở cột «Người phụ trách»; nhiều chức danh cách nhau bằng dấu phẩy.", True, 36),
        Column("email", "Thư điện tử", c.TEXT, width=30),
        Column("phone", "Điện thoại", c.TEXT, width=14),
        Column("mail_opt_out", "Không nhận thư nhắc", c.YES, width=12),
        Column("note", "Ghi chú", c.LONG, width=24),
    ), 60, "Thư ký", "Ai giữ chức danh nào trong năm học này."),
    Tab("council", "Hội đồng", organisation.CouncilMember, "TV", (
        _key(),
        Column("name", "Họ tên", c.TEXT, required=True, width=26),
        Column("position", "Chức vụ", c.TEXT, width=30),
        Column("council_role", "Nhiệm vụ trong hội đồng", c.TEXT, "Chủ tịch, Phó chủ tịch, Thư ký, Ủy viên.", width=22),
        Column("group", "Nhóm", c.TEXT, width=22),
    ), 25, "Thư ký", "Thành viên Hội đồng tự đánh giá theo quyết định."),
    Tab("groups", "Nhóm công tác", organisation.Group, "NH", (
        _key(),
        Column("name", "Tên nhóm", c.TEXT, required=True, width=26),
        Column("leader", "Trưởng nhóm", c.TEXT, width=24),
        Column("standards", "Tiêu chuẩn phụ trách", c.STANDARDS, "Ví dụ: 1, 3.", width=14),
        Column("task", "Việc của nhóm", c.LONG, width=50),
        Column("weekly_input", "Đóng góp hằng tuần", c.LONG, width=50),
    ), 15, "Thư ký", "Nhóm của hội đồng, tổ giám sát, nhóm thư ký."),
    Tab("recipients", "Nơi nhận", organisation.Recipient, "NN", (
        _key(),
        Column("name", "Nơi nhận", c.TEXT, required=True, width=40),
        Column("purpose", "Để làm gì", c.TEXT, "Ví dụ: để b/c, để t/h.", width=14),
        Column("email", "Thư điện tử", c.TEXT, width=30),
        Column("receives", "Nhận văn bản nào", c.choice("receives"), width=20),
    ), 15, "Thư ký", "In ở cuối văn bản."),
    Tab("comments", "Góp ý", organisation.Comment, "GY", (
        _key(),
        Column("day", "Ngày", c.DAY, width=12),
        Column("author", "Người góp ý", c.TEXT, width=24),
        Column("about", "Về phần", c.TEXT, width=20),
        Column("text", "Ý kiến", c.LONG, required=True, width=60),
        Column("reply", "Trả lời", c.LONG, width=50),
        Column("adopted", "Tiếp thu", c.YES, width=9),
    ), 40, "Mọi người", "Góp ý cho bản dự thảo."),
    Tab("documents", "Văn bản đã ban hành", organisation.Document, "VB", (
        _key(),
        Column("kind", "Loại", c.choice("document_kinds"), required=True, width=16),
        Column("period", "Kỳ", c.PERIOD, "Của báo cáo: HK1, tháng 11, tuần 48 hoặc cả năm.", width=16),
        Column("number", "Số, ký hiệu", c.TEXT, "Lấy từ sổ văn bản của trường, ví dụ 45/KH-THMT.", True, 18),
        Column("day", "Ngày", c.DAY, required=True, width=12),
        Column("subject", "Trích yếu", c.LONG, width=50),
        Column("signer", "Người ký", c.TEXT, width=24),
        Column("file", "Tệp", c.TEXT, "Bản lưu; lệnh «qipsheets documents issue» ghi.", width=30),
        Column("sha256", "Dấu vân tay của tệp", c.TEXT, "Lệnh «qipsheets documents issue» ghi.", width=20),
        Column("signed_copy", "Bản đã ký", c.TEXT, "Lệnh «qipsheets documents sign» ghi.", width=30),
        Column("signed_sha256", "Dấu vân tay bản đã ký", c.TEXT, "Lệnh «qipsheets documents sign» ghi.", width=20),
        Column("state", "Trạng thái dữ liệu", c.TEXT, "Lệnh «qipsheets documents issue» ghi.", width=20),
    ), 40, "Thư ký", "Sổ văn bản của kế hoạch này."),
    Tab("calendar", "Lịch nghỉ", organisation.CalendarDay, "LN", (
        _key(),
        Column("start", "Từ ngày", c.DAY, required=True, width=12),
        Column("end", "Đến ngày", c.DAY, "Để trống nếu chỉ một ngày.", width=12),
        Column("name", "Lý do", c.TEXT, width=40),
        Column("working", "Là ngày làm bù", c.YES, width=10),
    ), 30, "Thư ký", "Ngày nghỉ riêng của trường; ngày làm bù thì chọn Có."),
    Tab("suppressions", "Bỏ qua", organisation.Suppression, "BQ", (
        _key(),
        Column("code", "Mã quy tắc", c.TEXT, "Ví dụ: PCT-01; xem «qipsheets rules».", True, 14),
        Column("row", "Mã dòng", c.TEXT, "Để trống thì áp dụng cho mọi dòng.", width=12, refers_to=("*",)),
        Column("reason", "Lý do", c.LONG, "Vì sao nhà trường chấp nhận.", True, 60),
        Column("until", "Đến ngày", c.DAY, width=12),
        Column("author", "Người quyết định", c.TEXT, width=24),
    ), 20, "Hiệu trưởng", "Điều công cụ nhắc mà nhà trường chấp nhận, kèm lý do."),
    Tab("unplaced", "Cần xem lại", organisation.Unplaced, "XL", (
        _key(),
        Column("origin", "Vị trí trong tệp", c.TEXT, width=24),
        Column("text", "Nguyên văn", c.LONG, required=True, width=80),
        Column("reason", "Vì sao", c.LONG, width=50),
        Column("settled", "Đã xử lý", c.YES, width=9),
    ), 20, "Thư ký", "Những đoạn của tệp Word cũ mà công cụ chưa xếp được vào đâu."),
)  # fmt: skip

# The tabs the tool alone writes: computed values keyed by the rows' IDs, lists, instructions.
PROGRESS = ToolTab(
    "progress",
    "Tiến độ",
    (
        "Mã", "Tình trạng", "Số ngày trễ", "Cần sửa", "Hoàn thành (%)", "Hạn", "Cập nhật gần nhất", "Phụ trách",
        "Tiêu chí",
    ),
    (10, 20, 10, 9, 12, 14, 16, 30, 10),
    "Tình trạng từng hành động, từng bước; tự tính.",
)  # fmt: skip
FINDINGS = ToolTab(
    "checks",
    "Kiểm tra",
    ("Mức độ", "Mã quy tắc", "Trang", "Ô", "Mã dòng", "Cột", "Điều cần sửa", "Cách sửa"),
    (12, 14, 20, 8, 10, 22, 70, 60),
    "Điều cần sửa, nặng nhất ở trên, nhiều nhất 1000 dòng; sửa xong thì tự mất ở lần đồng bộ sau.",
)
SUMMARY = ToolTab(
    "summary", "Tổng hợp", ("Mục", "Giá trị", "Ghi chú"), (50, 20, 60), "Mức của trường, tỷ lệ, số việc quá hạn."
)
DASHBOARD = ToolTab(
    "dashboard",
    "Bảng theo dõi",
    (
        "Bảng theo dõi", "Hành động", "Đã hoàn thành", "Việc đang quá hạn", "Việc đến hạn trong 14 ngày",
        "Điều cần sửa",
        "Tiêu chuẩn", "Hoàn thành", "Đang thực hiện", "Quá hạn", "Chưa bắt đầu", "Hoãn, không làm, chuyển",
        "Người phụ trách", "Việc quá hạn", "Mức", "Số tiêu chí đạt", "Số tiêu chí không đạt",
    ),
    (56, 20, 24, 20, 20, 20, 34, 11, 11, 9, 11, 11, 30, 10, 10, 12, 12),
    "Việc của trường trong một trang: số việc, mười việc gấp nhất, biểu đồ. Các cột bên phải (ẩn) là số của biểu đồ.",
    newer=6,
)  # fmt: skip
STAMP = ToolTab("stamp", "Đồng bộ", ("Mục", "Giá trị"), (30, 40), "Lần đồng bộ gần nhất.")
RUN_LOG = ToolTab(
    "run_log",
    "Nhật ký",
    ("Thời điểm", "Máy chạy", "Dòng đã sửa", "Đổi tình trạng", "Quá hạn", "Lỗi", "Cảnh báo", "Chi tiết"),
    (18, 20, 12, 14, 10, 8, 11, 90),
    "Mỗi lần kế hoạch hoặc cờ báo thực sự đổi thì có một dòng, mới nhất ở trên.",
)
MAILS = ToolTab(
    "mails",
    "Thư đã gửi",
    ("Thời điểm", "Người nhận", "Nội dung", "Tình trạng"),
    (18, 34, 90, 20),
    "Công cụ đã gửi thư cho ai, về việc gì, lúc nào; mới nhất ở trên.",
)
LISTS = ToolTab("lists", "Danh mục", (), (), "Các danh sách chọn.")
GUIDE = ToolTab("guide", "Hướng dẫn", ("Trang", "Ai điền", "Để làm gì"), (26, 34, 90), "Trang nào, ai điền, điền gì.")

TO_GUIDE = f"Trang nào để làm gì: xem trang «{GUIDE.title}»"  # a link on «Bảng theo dõi»

LIST_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "roles": "Chức danh",
        "states": "Trạng thái",
        "levels": "Mức",
        "criteria": "Tiêu chí",
        "frameworks": "Khung tiêu chuẩn",
        "yes": "Có/Không",
        "sources": "Nguồn gốc",
        "directions": "Chiều",
        "reply_states": "Trả lời kiến nghị",
        "basis_kinds": "Loại căn cứ",
        "receives": "Nơi nhận nhận gì",
        "document_kinds": "Loại văn bản",
    }
)

NEWER = (RUN_LOG, MAILS)  # workbooks of before a tab go on without it
SYNCED = (PROGRESS, FINDINGS, SUMMARY, DASHBOARD, STAMP, RUN_LOG, MAILS)
LOOK_UPS: Mapping[str, str] = MappingProxyType(
    {"status": "Tình trạng", "days_late": "Số ngày trễ", "findings": "Cần sửa"}
)

BY_KEY: Mapping[str, Tab] = MappingProxyType({tab.key: tab for tab in (SCHOOL, *TABS)})
TITLES: Mapping[str, str] = MappingProxyType(
    {tab.key: tab.title for tab in BY_KEY.values()} | {tab.key: tab.title for tab in (*SYNCED, LISTS, GUIDE)}
)

# What of each tab the public page may show. Every other column is left out until the line «Công khai thêm các cột» of
# the tab «Trường» names it: names, mail addresses, phone numbers, notes and internal oversight among them.
PUBLIC_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "school": (
        "name", "superior", "place_name", "plan_number", "plan_date", "subject", "signer_office", "signer_name",
        "declared_level", "national_standard", "council_size", "results_intro", "website",
    ),
    "actions": (
        "criterion", "part_level", "current_level", "measure", "owner", "start", "end", "funding", "goal",
        "result_indicator", "resources", "expected_evidence", "weakness",
    ),
    "assessments": ("criterion", "level", "strengths", "weaknesses"),
    "level_4": ("condition", "met"),
    "tallies": ("level", "met", "not_met", "total", "percent_met", "percent_not_met", "result_year"),
    "targets": ("name", "criterion", "unit", "direction", "baseline", "goal", "actual"),
    "milestones": ("name", "date", "owner", "state"),
    "solutions": ("parent", "label", "text", "owner", "timing"),
    "prose": ("part", "label", "depth", "text"),
    "bases": ("kind", "number", "date", "issuer", "subject", "text"),
    "duties": ("label", "actor", "role", "text"),
    "recipients": ("name", "purpose", "receives"),
    "documents": ("kind", "period", "number", "day", "subject"),
})  # fmt: skip
NEVER_PUBLIC = frozenset({"suppressions", "unplaced"})


def reference_columns(tab: Tab) -> Mapping[Column, tuple[str, ...]]:
    """The columns of a tab that name rows, each with the tabs whose rows they may be."""
    named = ((column, column.refers_to) for column in tab.inputs if column.refers_to)
    return {column: tuple(BY_KEY) if tabs == ("*",) else tabs for column, tabs in named}


ROW_ID = re.compile(r"[^\W\d_]+[\w.-]*\d")  # what a look-up of the sheet finds: letters and a number at the end


def row_key(tab: Tab, number: int) -> str:
    """The ID of a tab's n-th row, from 1: HD-001."""
    return f"{tab.prefix}-{number:03d}"
