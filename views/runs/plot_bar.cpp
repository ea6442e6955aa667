// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/plot_bar.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QSlider>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr double largestStrength = 0.99;

ActionButton *smallButton(const QString &text, const QString &icon, ActionButton::Role role,
                          QWidget *parent)
{
    auto *button = new ActionButton(text, icon, role, parent);
    button->setSmall(true);
    return button;
}

} // namespace

PlotBar::PlotBar(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    addAxisChoice(row);
    addSmoothing(row);
    addToggles(row);
    row->addStretch(1);
    addDoings(row);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(0, 0, 0, theme.px(6));
        row->setSpacing(theme.px(8));
        setFixedHeight(theme.px(34));
        m_slider->setFixedWidth(theme.px(92));
        m_value->setFixedWidth(m_value->fontMetrics().horizontalAdvance(QStringLiteral("0.00")));
    });
    showSmoothing();
}

void PlotBar::addAxisChoice(QHBoxLayout *row)
{
    m_axisLabel = new TextLabel(tr("X axis"), Theme::Font::Small, Theme::Token::Text3, this);
    m_axisChoice = new SegmentedChoice(this);
    m_axisChoice->addOption(tr("Step"), static_cast<int>(CurveAxis::Step));
    m_axisChoice->addOption(tr("Tokens"), static_cast<int>(CurveAxis::Tokens));
    m_axisChoice->addOption(tr("Time"), static_cast<int>(CurveAxis::Time));
    m_axisChoice->addOption(tr("Clock"), static_cast<int>(CurveAxis::Clock));
    m_axisChoice->setAccessibleName(tr("X axis"));
    m_axisChoice->setCurrentIndex(0);
    row->addWidget(m_axisLabel);
    row->addWidget(m_axisChoice);
    connect(m_axisChoice, &SegmentedChoice::currentDataChanged, this,
            [this](const QVariant &chosen) {
                const auto axis = static_cast<CurveAxis>(chosen.toInt());
                if (axis == m_axis)
                    return;
                m_axis = axis;
                emit axisChanged(axis);
            });
}

void PlotBar::addSmoothing(QHBoxLayout *row)
{
    m_smoothingLabel =
        new TextLabel(tr("Smoothing"), Theme::Font::Small, Theme::Token::Text3, this);
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setRange(0, 99);
    m_slider->setSingleStep(1);
    m_slider->setPageStep(10);
    m_value = new TextLabel(Theme::Font::Small, Theme::Token::Text, this);
    m_kind = new IconButton(QStringLiteral("chevron-down"), tr("Kind of smoothing"), this);
    m_kind->setSmall(true);
    m_kind->setPopupMode(QToolButton::InstantPopup);
    m_kindMenu = new QMenu(m_kind);
    m_kind->setMenu(m_kindMenu);
    auto *group = new QActionGroup(m_kindMenu);
    const auto addKind = [&](const QString &text, SmoothingKind kind) {
        QAction *action = m_kindMenu->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(kind));
        group->addAction(action);
    };
    addKind(tr("Exponential average, weighted by distance"), SmoothingKind::TimeWeightedEma);
    addKind(tr("Exponential average"), SmoothingKind::Ema);
    addKind(tr("Running mean"), SmoothingKind::RunningMean);
    addKind(tr("Gaussian"), SmoothingKind::Gaussian);
    connect(group, &QActionGroup::triggered, this, [this](const QAction *action) {
        Smoothing smoothing = m_smoothing;
        smoothing.kind = static_cast<SmoothingKind>(action->data().toInt());
        smoothingEdited(smoothing);
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        Smoothing smoothing = m_smoothing;
        smoothing.strength = value / 100.0;
        smoothingEdited(smoothing);
    });
    row->addSpacing(4);
    row->addWidget(m_smoothingLabel);
    row->addWidget(m_slider);
    row->addWidget(m_value);
    row->addWidget(m_kind);
}

void PlotBar::addToggles(QHBoxLayout *row)
{
    m_clip = smallButton(tr("Clip outliers"), {}, ActionButton::Role::Toggle, this);
    m_clip->setCheckable(true);
    m_clip->setChecked(true);
    connect(m_clip, &QPushButton::toggled, this, &PlotBar::clippingChanged);
    m_logY = smallButton(tr("Log y"), {}, ActionButton::Role::Toggle, this);
    m_logY->setCheckable(true);
    connect(m_logY, &QPushButton::toggled, this, &PlotBar::logYChanged);
    m_scales = new IconButton(QStringLiteral("more"), tr("Scales and charts"), this);
    m_scales->setSmall(true);
    m_scales->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_scales);
    m_logX = menu->addAction(tr("Logarithmic x axis"));
    m_logX->setCheckable(true);
    connect(m_logX, &QAction::toggled, this, &PlotBar::logXChanged);
    m_shared = menu->addAction(tr("One y range for charts of the same unit"));
    m_shared->setCheckable(true);
    connect(m_shared, &QAction::toggled, this, &PlotBar::sharedRangesChanged);
    menu->addSection(tr("Charts"));
    m_scales->setMenu(menu);
    m_scalesMenu = menu;
    row->addWidget(m_clip);
    row->addWidget(m_logY);
    row->addWidget(m_scales);
}

void PlotBar::addDoings(QHBoxLayout *row)
{
    m_drawn = new Chip({}, false, this);
    connect(m_drawn, &Chip::clicked, this, &PlotBar::drawnTextClicked);
    m_fit = smallButton(tr("Fit"), QStringLiteral("fit"), ActionButton::Role::Flat, this);
    connect(m_fit, &QPushButton::clicked, this, &PlotBar::fitRequested);
    m_export = smallButton(tr("Export"), QStringLiteral("export"), ActionButton::Role::Flat, this);
    auto *menu = new QMenu(m_export);
    const auto addPicture = [&](const QString &text, const QString &suffix) {
        menu->addAction(text, this, [this, suffix] { emit pictureExportRequested(suffix); });
    };
    addPicture(tr("Save as PNG…"), QStringLiteral("png"));
    addPicture(tr("Save as SVG…"), QStringLiteral("svg"));
    addPicture(tr("Save as PDF…"), QStringLiteral("pdf"));
    menu->addSeparator();
    menu->addAction(tr("Save the visible range as CSV…"), this,
                    [this] { emit tableExportRequested(true); });
    menu->addAction(tr("Save all points as CSV…"), this,
                    [this] { emit tableExportRequested(false); });
    menu->addSeparator();
    menu->addAction(tr("Copy as picture"), this, &PlotBar::copyRequested);
    // Not setMenu(): that draws an arrow, and the button is named for what it does.
    connect(m_export, &QPushButton::clicked, this,
            [this, menu] { menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
    row->addWidget(m_drawn);
    row->addWidget(m_fit);
    row->addWidget(m_export);
}

void PlotBar::setAxis(CurveAxis axis)
{
    m_axisChoice->setCurrentData(static_cast<int>(axis));
}

void PlotBar::setSmoothing(const Smoothing &smoothing)
{
    if (smoothing == m_smoothing)
        return;
    m_smoothing = smoothing;
    showSmoothing();
}

void PlotBar::smoothingEdited(const Smoothing &smoothing)
{
    if (smoothing == m_smoothing)
        return;
    m_smoothing = smoothing;
    showSmoothing();
    emit smoothingChanged(m_smoothing);
}

void PlotBar::toggleSmoothing()
{
    Smoothing smoothing = m_smoothing;
    if (smoothing.strength > 0)
        m_strengthBefore = smoothing.strength;
    smoothing.strength = smoothing.strength > 0 ? 0 : m_strengthBefore;
    smoothingEdited(smoothing);
}

void PlotBar::showSmoothing()
{
    m_smoothing.strength = std::clamp(m_smoothing.strength, 0.0, largestStrength);
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(static_cast<int>(std::lround(m_smoothing.strength * 100)));
    const QString text = QString::number(m_smoothing.strength, 'f', 2);
    m_value->setText(text);
    m_slider->setAccessibleName(tr("Smoothing %1").arg(text));
    const QList<QAction *> kinds = m_kindMenu->actions();
    for (QAction *action : kinds)
        action->setChecked(action->data().toInt() == static_cast<int>(m_smoothing.kind));
}

bool PlotBar::clipsOutliers() const
{
    return m_clip->isChecked();
}

void PlotBar::setClipsOutliers(bool clips)
{
    m_clip->setChecked(clips);
}

bool PlotBar::isLogY() const
{
    return m_logY->isChecked();
}

void PlotBar::setLogY(bool on)
{
    m_logY->setChecked(on);
}

bool PlotBar::isLogX() const
{
    return m_logX->isChecked();
}

void PlotBar::setLogX(bool on)
{
    m_logX->setChecked(on);
}

bool PlotBar::sharesRanges() const
{
    return m_shared->isChecked();
}

void PlotBar::setSharesRanges(bool on)
{
    m_shared->setChecked(on);
}

void PlotBar::addChart(const QString &id, const QString &title)
{
    QAction *action = m_scalesMenu->addAction(title);
    action->setCheckable(true);
    action->setData(id);
    m_chartActions << action;
    // triggered, not toggled: setShownCharts() is no choice of the user's.
    connect(action, &QAction::triggered, this,
            [this, id](bool shown) { emit chartToggled(id, shown); });
}

void PlotBar::setShownCharts(const QStringList &ids)
{
    for (QAction *action : std::as_const(m_chartActions))
        action->setChecked(ids.contains(action->data().toString()));
}

void PlotBar::setDrawnText(const QString &text)
{
    m_drawn->setText(text);
    m_drawn->setVisible(!text.isEmpty());
}

} // namespace phi1
