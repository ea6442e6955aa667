// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/compare_strip.h"

#include <QHBoxLayout>

#include "views/attention/choice_button.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

CompareStrip::CompareStrip(QWidget *parent)
    : QWidget(parent)
    , m_checkpoint(new ChoiceButton(tr("Compared with")))
    , m_fact(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3))
    , m_rank(new ActionButton(tr("Order by change")))
{
    m_checkpoint->setPlaceholder(tr("Choose a checkpoint"));
    m_fact->setElideMode(Qt::ElideRight);
    m_rank->setSmall(true);
    m_rank->setCheckable(true);
    m_rank->setToolTip(tr("Heads whose maps differ most come first"));
    auto *swap = new IconButton(u"swap"_s, tr("Swap both checkpoints"));
    swap->setOutlined(true);
    auto *close = new IconButton(u"close"_s, tr("End the comparison"));
    auto *row = new QHBoxLayout(this);
    row->addWidget(new TextLabel(tr("Compared with"), Theme::Font::Small, Theme::Token::Text3));
    row->addWidget(m_checkpoint);
    row->addWidget(swap);
    row->addWidget(m_fact, 1);
    row->addWidget(m_rank);
    row->addWidget(close);
    connect(m_checkpoint, &QToolButton::clicked, this, &CompareStrip::checkpointRequested);
    connect(swap, &QToolButton::clicked, this, &CompareStrip::swapRequested);
    connect(close, &QToolButton::clicked, this, &CompareStrip::closeRequested);
    connect(m_rank, &QPushButton::toggled, this, &CompareStrip::rankToggled);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(theme.px(8));
        m_checkpoint->setPreferredWidth(240);
    });
}

void CompareStrip::setFact(const QString &text, bool isProblem)
{
    m_fact->setTone(isProblem ? Theme::Token::Error : Theme::Token::Text3);
    m_fact->setText(text);
}

void CompareStrip::setRanked(bool ranked)
{
    m_rank->setChecked(ranked);
}

} // namespace phi1
