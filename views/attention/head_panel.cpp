// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/head_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/key_hint.h"
#include "views/widgets/panel.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int sideWidth = 132;

QWidget *movesList()
{
    auto *moves = new QWidget;
    auto *column = new QVBoxLayout(moves);
    column->setContentsMargins(0, 0, 0, 0);
    auto *title = new TextLabel(HeadPanel::tr("Moves"), Theme::Font::Section, Theme::Token::Text2);
    column->addWidget(title);
    QVector<QHBoxLayout *> rows;
    const auto add = [&](const QStringList &keys, const QString &text) {
        auto *row = new QHBoxLayout;
        for (const QString &key : keys)
            row->addWidget(new KeyHint(key));
        row->addWidget(new TextLabel(text, Theme::Font::Caption, Theme::Token::Text2), 1);
        column->addLayout(row);
        rows.append(row);
    };
    add({u"↑"_s, u"↓"_s}, HeadPanel::tr("layer"));
    add({u"←"_s, u"→"_s}, HeadPanel::tr("head"));
    add({u"C"_s}, HeadPanel::tr("compare"));
    add({u"X"_s}, HeadPanel::tr("switch head off"));
    Theme::instance().follow(moves, [column, rows] {
        column->setSpacing(Theme::instance().px(4));
        for (QHBoxLayout *row : rows)
            row->setSpacing(Theme::instance().px(4));
    });
    return moves;
}

} // namespace

HeadPanel::HeadPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Head")))
    , m_matrix(new HeadMatrixView)
    , m_bar(new ColourBar)
    , m_differenceBar(new ColourBar)
    , m_readingTitle(new TextLabel(tr("Reading it"), Theme::Font::Section, Theme::Token::Text2))
    , m_reading(new TextLabel(Theme::Font::Caption, Theme::Token::Text2))
    , m_moves(movesList())
    , m_side(new QWidget)
    , m_pin(new IconButton(u"pin"_s, tr("Pin the cell (P)")))
    , m_fit(new IconButton(u"fit"_s, tr("Show the whole map (F)")))
    , m_export(new IconButton(u"export"_s, tr("Export the map")))
{
    m_matrix->setAccessibleName(tr("Map of the head"));
    m_bar->setAccessibleName(tr("Range of the colours"));
    m_differenceBar->setAccessibleName(tr("Range of the colours of differences"));
    m_pin->setCheckable(true);
    for (IconButton *button : {m_pin, m_fit, m_export}) {
        button->setSmall(true);
        m_panel->addHeadWidget(button);
    }
    m_reading->setWordWrap(true);
    auto *side = new QVBoxLayout(m_side);
    side->addWidget(m_bar);
    side->addWidget(m_differenceBar);
    auto *reading = new QVBoxLayout;
    reading->addWidget(m_readingTitle);
    reading->addWidget(m_reading);
    side->addLayout(reading);
    side->addWidget(m_moves);
    side->addStretch(1);
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->addWidget(m_matrix, 1);
    row->addWidget(m_side);
    m_panel->setContent(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(m_pin, &QToolButton::toggled, this, &HeadPanel::pinToggled);
    connect(m_fit, &QToolButton::clicked, this, &HeadPanel::fitRequested);
    connect(m_export, &QToolButton::clicked, this, [this] { emit exportRequested(m_export); });
    Theme::instance().follow(this, [=, this] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(8), theme.px(8), theme.px(12), theme.px(8));
        row->setSpacing(theme.px(12));
        side->setContentsMargins(0, theme.px(4), 0, 0);
        side->setSpacing(theme.px(14));
        reading->setSpacing(theme.px(2));
        m_side->setFixedWidth(theme.px(sideWidth));
        fitSide();
    });
    setBarsShown(true, false);
}

QString HeadPanel::title() const
{
    return m_panel->title();
}

void HeadPanel::setTitle(const QString &title)
{
    m_panel->setTitle(title);
}

void HeadPanel::setCaption(const QString &caption)
{
    m_panel->setCaption(caption);
}

void HeadPanel::setPinned(bool pinned)
{
    m_pin->setChecked(pinned);
}

void HeadPanel::setBarsShown(bool weights, bool difference)
{
    m_bar->setVisible(weights);
    m_differenceBar->setVisible(difference);
    fitSide();
}

void HeadPanel::setReading(const QString &text)
{
    m_reading->setText(text);
    fitSide();
}

void HeadPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSide();
}

/// What explains gives way before what is measured: first the keys, then the sentences, then the
/// whole side.
void HeadPanel::fitSide()
{
    const Theme &theme = Theme::instance();
    const bool both = !m_bar->isHidden() && !m_differenceBar->isHidden();
    const int bars = theme.px(both ? 460 : 230);
    m_side->setVisible(width() >= theme.px(400));
    const bool reads = height() >= bars + theme.px(150);
    m_readingTitle->setVisible(reads && !m_reading->text().isEmpty());
    m_reading->setVisible(reads && !m_reading->text().isEmpty());
    m_moves->setVisible(height() >= bars + theme.px(290));
}

} // namespace phi1
