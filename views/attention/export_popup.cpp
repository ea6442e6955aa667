// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/export_popup.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScreen>
#include <QSpinBox>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastSide = 200;
constexpr int mostSide = 20'000;

QString nameOf(AttentionExport what)
{
    switch (what) {
    case AttentionExport::MapPicture:
        return ExportPopup::tr("Picture of the open map");
    case AttentionExport::GridPicture:
        return ExportPopup::tr("Picture of all heads");
    case AttentionExport::Map:
        return ExportPopup::tr("Numbers of the open map");
    case AttentionExport::Difference:
        return ExportPopup::tr("Numbers of both maps and their difference");
    case AttentionExport::Token:
        return ExportPopup::tr("Row and column of the selected token");
    case AttentionExport::Thumbnails:
        return ExportPopup::tr("Thumbnails of all heads");
    case AttentionExport::Scores:
        return ExportPopup::tr("Scores of all heads");
    case AttentionExport::Series:
        return ExportPopup::tr("Scores along the run");
    case AttentionExport::Lens:
        return ExportPopup::tr("Logit lens at the token");
    case AttentionExport::Rollout:
        return ExportPopup::tr("Rollout at the token");
    case AttentionExport::Ablation:
        return ExportPopup::tr("Effect of the heads switched off");
    }
    return {};
}

QString formatName(const QString &format)
{
    return format == u"safetensors"_s ? u"Safetensors"_s : format.toUpper();
}

} // namespace

QStringList ExportPopup::formats(AttentionExport what)
{
    switch (what) {
    case AttentionExport::MapPicture:
    case AttentionExport::GridPicture:
        return {u"png"_s, u"svg"_s, u"pdf"_s};
    case AttentionExport::Map:
    case AttentionExport::Thumbnails:
        return {u"npy"_s, u"safetensors"_s};
    case AttentionExport::Difference:
        return {u"safetensors"_s};
    case AttentionExport::Scores:
    case AttentionExport::Series:
        return {u"csv"_s, u"json"_s, u"npy"_s, u"safetensors"_s};
    case AttentionExport::Token:
        return {u"csv"_s, u"json"_s};
    case AttentionExport::Lens:
    case AttentionExport::Rollout:
    case AttentionExport::Ablation:
        return {u"json"_s};
    }
    return {};
}

ExportPopup::ExportPopup(const QVector<AttentionExport> &possible, AttentionExport first,
                         const QString &title, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_what(new QComboBox)
    , m_formatHolder(new QWidget)
    , m_picture(new QWidget)
    , m_width(new QSpinBox)
    , m_height(new QSpinBox)
    , m_unit(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_title(new QLineEdit(title))
    , m_labels(new QCheckBox(tr("Token labels")))
    , m_sums(new QCheckBox(tr("Sums of rows and columns")))
    , m_note(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Export"));
    for (const AttentionExport what : possible)
        m_what->addItem(nameOf(what), static_cast<int>(what));
    m_what->setCurrentIndex(std::max(0, m_what->findData(static_cast<int>(first))));
    m_what->setAccessibleName(tr("What is exported"));
    m_width->setAccessibleName(tr("Width"));
    m_height->setAccessibleName(tr("Height"));
    for (QSpinBox *side : {m_width, m_height}) {
        side->setRange(leastSide, mostSide);
        side->setSingleStep(100);
        side->setGroupSeparatorShown(false);
    }
    m_title->setAccessibleName(tr("Title of the picture"));
    m_title->setPlaceholderText(tr("without"));
    m_labels->setChecked(true);
    m_note->setWordWrap(true);
    auto *save = new ActionButton(tr("Save…"), u"save"_s, ActionButton::Role::Primary);

    auto *picture = new QGridLayout(m_picture);
    const auto label = [](const QString &text) {
        return new TextLabel(text, Theme::Font::Small, Theme::Token::Text2);
    };
    auto *size = new QHBoxLayout;
    size->addWidget(m_width);
    size->addWidget(new TextLabel(u"×"_s, Theme::Font::Small, Theme::Token::Text3));
    size->addWidget(m_height);
    size->addWidget(m_unit);
    size->addStretch(1);
    picture->addWidget(label(tr("Size")), 0, 0);
    picture->addLayout(size, 0, 1);
    picture->addWidget(label(tr("Title")), 1, 0);
    picture->addWidget(m_title, 1, 1);
    auto *parts = new QHBoxLayout;
    parts->addWidget(m_labels);
    parts->addWidget(m_sums);
    parts->addStretch(1);
    picture->addLayout(parts, 2, 1);
    picture->setColumnStretch(1, 1);
    picture->setContentsMargins(0, 0, 0, 0);

    auto *holder = new QHBoxLayout(m_formatHolder);
    holder->setContentsMargins(0, 0, 0, 0);
    auto *column = new QVBoxLayout(this);
    column->addWidget(new TextLabel(tr("Export"), Theme::Font::PanelTitle));
    column->addWidget(m_what);
    column->addWidget(m_formatHolder);
    column->addWidget(m_picture);
    column->addWidget(m_note);
    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(save);
    column->addLayout(foot);
    const Theme &theme = Theme::instance();
    column->setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12));
    column->setSpacing(theme.px(10));
    picture->setHorizontalSpacing(theme.px(10));
    picture->setVerticalSpacing(theme.px(8));
    size->setSpacing(theme.px(6));
    parts->setSpacing(theme.px(16));
    setFixedWidth(theme.px(400));
    m_width->setFixedWidth(theme.px(86));
    m_height->setFixedWidth(theme.px(86));
    connect(m_what, &QComboBox::currentIndexChanged, this, &ExportPopup::showFormats);
    connect(save, &QPushButton::clicked, this, [this] {
        const AttentionExportOrder wanted = order();
        close();
        emit accepted(wanted);
    });
    showFormats();
}

void ExportPopup::showFormats()
{
    const auto what = static_cast<AttentionExport>(m_what->currentData().toInt());
    const QString kept = m_format ? m_format->currentData().toString() : QString();
    delete m_format;
    m_format = new SegmentedChoice;
    m_format->setAccessibleName(tr("Format"));
    for (const QString &format : formats(what))
        m_format->addOption(formatName(format), format);
    m_format->setCurrentIndex(0);
    m_format->setCurrentData(kept);
    auto *row = static_cast<QHBoxLayout *>(m_formatHolder->layout());
    row->insertWidget(0, m_format);
    if (row->count() == 1)
        row->addStretch(1);
    connect(m_format, &SegmentedChoice::currentChanged, this, &ExportPopup::showParts);
    showParts();
}

void ExportPopup::showParts()
{
    const AttentionExportOrder wanted = order();
    m_picture->setVisible(wanted.isPicture());
    m_labels->setVisible(wanted.what == AttentionExport::MapPicture);
    m_sums->setVisible(wanted.what == AttentionExport::MapPicture);
    const bool pixels = wanted.format == u"png"_s;
    m_unit->setText(pixels ? tr("pixels") : tr("points"));
    const bool wide = wanted.what == AttentionExport::GridPicture;
    m_width->setValue(pixels ? (wide ? 2400 : 1600) : (wide ? 720 : 480));
    m_height->setValue(pixels ? (wide ? 1800 : 1400) : (wide ? 540 : 420));
    if (wanted.format == u"safetensors"_s || wanted.format == u"json"_s)
        m_note->setText(tr("Checkpoint, prompt, token ids and settings are kept in the file."));
    else
        m_note->setText(tr("Checkpoint, prompt, token ids and settings are kept beside it, in a "
                           "file that ends in .settings.json."));
    adjustSize();
}

AttentionExportOrder ExportPopup::order() const
{
    AttentionExportOrder order;
    order.what = static_cast<AttentionExport>(m_what->currentData().toInt());
    order.format = m_format ? m_format->currentData().toString() : QString();
    order.size = {m_width->value(), m_height->value()};
    order.title = m_title->text();
    order.labels = m_labels->isChecked();
    order.sums = m_sums->isChecked();
    return order;
}

void ExportPopup::openBelow(const QWidget *control)
{
    adjustSize();
    const QRect room = control->screen()->availableGeometry();
    QPoint place = control->mapToGlobal(
        QPoint(control->width() - width(), control->height() + Theme::instance().px(4)));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    m_what->setFocus(Qt::PopupFocusReason);
}

} // namespace phi1
