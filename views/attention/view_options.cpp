// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/view_options.h"

#include <algorithm>
#include <cmath>

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScreen>
#include <QSlider>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

// The slider is logarithmic: nothing, then 1e-5 … 1.
constexpr int thresholdSteps = 100;
constexpr double leastThreshold = 1e-5;

double thresholdOf(int step)
{
    return step <= 0 ? 0
                     : leastThreshold * std::pow(1 / leastThreshold, static_cast<double>(step - 1) /
                                                                         (thresholdSteps - 1));
}

int stepOf(double threshold)
{
    if (!(threshold > 0))
        return 0;
    const double share = std::log(threshold / leastThreshold) / std::log(1 / leastThreshold);
    return 1 + static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (thresholdSteps - 1)));
}

} // namespace

ViewOptions::ViewOptions(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_map(new SegmentedChoice)
    , m_pooling(new SegmentedChoice)
    , m_threshold(new QSlider(Qt::Horizontal))
    , m_thresholdText(new TextLabel(Theme::Font::Small, Theme::Token::Text))
    , m_sums(new QCheckBox(tr("Sums of rows and columns beside the map")))
    , m_merge(new SegmentedChoice)
    , m_marked(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_unmark(new ActionButton(tr("Unmark"), {}, ActionButton::Role::Flat))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("How maps are shown"));
    m_map->setAccessibleName(tr("Colours"));
    m_map->addOption(tr("Tide"), static_cast<int>(ColourScale::Map::Tide));
    m_map->addOption(tr("Grey"), static_cast<int>(ColourScale::Map::Grey));
    m_pooling->setAccessibleName(tr("Cells that share a place"));
    m_pooling->addOption(tr("Maximum"), 0);
    m_pooling->addOption(tr("Mean"), 1);
    m_threshold->setAccessibleName(tr("Threshold"));
    m_threshold->setRange(0, thresholdSteps);
    m_merge->setAccessibleName(tr("Map of"));
    m_merge->addOption(tr("One head"), static_cast<int>(HeadMerge::None));
    m_merge->addOption(tr("Mean"), static_cast<int>(HeadMerge::Mean));
    m_merge->addOption(tr("Maximum"), static_cast<int>(HeadMerge::Maximum));
    m_unmark->setSmall(true);
    auto *column = new QVBoxLayout(this);
    auto *rows = new QGridLayout;
    const auto add = [&](int row, const QString &text, QWidget *widget, QWidget *aside = nullptr) {
        rows->addWidget(new TextLabel(text, Theme::Font::Small, Theme::Token::Text2), row, 0);
        rows->addWidget(widget, row, 1, Qt::AlignVCenter);
        if (aside)
            rows->addWidget(aside, row, 2, Qt::AlignVCenter);
    };
    add(0, tr("Colours"), m_map);
    add(1, tr("Cells that share a place"), m_pooling);
    add(2, tr("Hidden below"), m_threshold, m_thresholdText);
    add(3, tr("Map of marked heads"), m_merge);
    rows->setColumnStretch(1, 1);
    column->addLayout(rows);
    auto *marks = new QHBoxLayout;
    marks->addWidget(m_marked, 1);
    marks->addWidget(m_unmark);
    column->addLayout(marks);
    column->addWidget(m_sums);
    for (SegmentedChoice *choice : {m_map, m_pooling})
        connect(choice, &SegmentedChoice::currentChanged, this, &ViewOptions::edited);
    connect(m_threshold, &QSlider::valueChanged, this, [this] {
        showThreshold();
        edited();
    });
    connect(m_sums, &QCheckBox::toggled, this, &ViewOptions::edited);
    connect(m_merge, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &value) {
        if (!m_setting)
            emit mergeChosen(static_cast<HeadMerge>(value.toInt()));
    });
    connect(m_unmark, &QPushButton::clicked, this, &ViewOptions::unmarkRequested);
    Theme::instance().follow(this, [this, column, rows, marks] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12));
        column->setSpacing(theme.px(8));
        rows->setHorizontalSpacing(theme.px(12));
        rows->setVerticalSpacing(theme.px(8));
        marks->setSpacing(theme.px(8));
        m_threshold->setFixedWidth(theme.px(150));
        m_thresholdText->setFixedWidth(theme.px(56));
    });
    setLook({});
    setMerge(HeadMerge::None, 0);
}

void ViewOptions::setLook(const MapLook &look)
{
    m_setting = true;
    m_look = look;
    m_map->setCurrentData(static_cast<int>(look.map));
    m_pooling->setCurrentData(look.isMean ? 1 : 0);
    m_pooling->setEnabled(look.quantity != MapLook::Quantity::Entropy);
    m_threshold->setValue(stepOf(look.threshold));
    m_sums->setChecked(look.showsSums);
    showThreshold();
    m_setting = false;
}

void ViewOptions::setMerge(HeadMerge merge, int markedHeads)
{
    m_setting = true;
    m_merge->setCurrentData(static_cast<int>(merge));
    const QString reason = tr("Mark heads first: Space or Ctrl+click in the grid");
    for (int i = 1; i < m_merge->count(); ++i)
        m_merge->setOptionEnabled(i, markedHeads > 1, reason);
    m_marked->setText(markedHeads > 0 ? tr("%n heads marked", nullptr, markedHeads) : reason);
    m_unmark->setVisible(markedHeads > 0);
    m_setting = false;
}

void ViewOptions::showThreshold()
{
    const double threshold = thresholdOf(m_threshold->value());
    m_thresholdText->setText(threshold > 0 ? significant(threshold, 2) : tr("nothing"));
}

void ViewOptions::edited()
{
    if (m_setting)
        return;
    m_look.map = static_cast<ColourScale::Map>(m_map->currentData().toInt());
    m_look.isMean = m_pooling->currentData().toInt() == 1;
    m_look.threshold = thresholdOf(m_threshold->value());
    m_look.showsSums = m_sums->isChecked();
    emit lookEdited(m_look);
}

void ViewOptions::openBelow(const QWidget *control)
{
    adjustSize();
    const QRect room = control->screen()->availableGeometry();
    QPoint place = control->mapToGlobal(
        QPoint(control->width() - width(), control->height() + Theme::instance().px(4)));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    m_map->setFocus(Qt::PopupFocusReason);
}

} // namespace phi1
