"""The tabs the tool alone writes: computed values keyed by the rows' IDs, lists, instructions."""

from collections.abc import Mapping
from types import MappingProxyType

from qipsheets.sheets.tab import ToolTab

PROGRESS = ToolTab(
    "progress",
    "Tiến độ",
    (
        "Mã",
        "Tình trạng",
        "Số ngày trễ",
        "Cần sửa",
        "Hoàn thành (%)",
        "Hạn",
        "Cập nhật gần nhất",
        "Phụ trách",
        "Tiêu chí",
    ),
    (10, 20, 10, 9, 12, 14, 16, 30, 10),
    "Tình trạng từng hành động, từng bước; tự tính.",
)
CHECKS = ToolTab(
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
        "Tiêu chuẩn",
        "Hoàn thành",
        "Đang thực hiện",
        "Quá hạn",
        "Chưa bắt đầu",
        "Hoãn, bỏ, chuyển",
        "Người phụ trách",
        "Việc quá hạn",
        "Mức",
        "Số tiêu chí đạt",
        "Số tiêu chí không đạt",
    ),
    (34, 11, 11, 9, 11, 11, 30, 10, 10, 12, 12),
    "Tiến độ theo tiêu chuẩn, việc quá hạn theo người, số tiêu chí đạt từng mức; biểu đồ lấy số ở đây.",
)
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
SYNCED = (PROGRESS, CHECKS, SUMMARY, DASHBOARD, STAMP, RUN_LOG, MAILS)
LOOK_UPS: Mapping[str, str] = MappingProxyType(
    {"status": "Tình trạng", "days_late": "Số ngày trễ", "findings": "Cần sửa"}
)
