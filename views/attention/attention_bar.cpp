// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_bar.h"

#include <QHBoxLayout>
#include <QSignalBlocker>

#include "views/attention/choice_button.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

AttentionBar::AttentionBar(QWidget *parent)
    : QWidget(parent)
    , m_checkpoint(new ChoiceButton(tr("Checkpoint")))
    , m_prompt(new ChoiceButton(tr("Prompt")))
    , m_reload(new IconButton(u"refresh"_s, tr("Capture again")))
    , m_scaleLabel(new TextLabel(tr("Scale"), Theme::Font::Small, Theme::Token::Text3))
    , m_kind(new SegmentedChoice)
    , m_without(new ActionButton(tr("Without first token"), {}, ActionButton::Role::Toggle))
    , m_lock(new ActionButton(tr("Lock range"), u"lock"_s, ActionButton::Role::Toggle))
    , m_quantityLabel(new TextLabel(tr("Show"), Theme::Font::Small, Theme::Token::Text3))
    , m_quantity(new SegmentedChoice)
    , m_options(new IconButton(u"more"_s, tr("More about how maps are shown")))
    , m_layout(new QHBoxLayout(this))
{
    m_checkpoint->setPlaceholder(tr("Choose a checkpoint"));
    m_prompt->setPlaceholder(tr("Choose a prompt"));
    m_prompt->setChoiceIcon(u"note"_s);
    m_reload->setOutlined(true);
    m_kind->setAccessibleName(tr("Scale"));
    m_kind->addOption(tr("Linear"), static_cast<int>(ColourScale::Kind::Linear));
    m_kind->addOption(tr("Log"), static_cast<int>(ColourScale::Kind::Log));
    m_kind->addOption(tr("Quantile"), static_cast<int>(ColourScale::Kind::Quantile));
    m_kind->setCurrentData(static_cast<int>(ColourScale::Kind::Log));
    m_quantity->setAccessibleName(tr("Show"));
    m_quantity->addOption(tr("Weights"), static_cast<int>(Quantity::Weights));
    m_quantity->addOption(tr("Entropy"), static_cast<int>(Quantity::Entropy));
    m_quantity->addOption(tr("Difference"), static_cast<int>(Quantity::Difference));
    for (ActionButton *button : {m_without, m_lock}) {
        button->setSmall(true);
        button->setCheckable(true);
    }
    m_without->setToolTip(tr("Token 0 is taken out and each row divided by what is left (Home)"));
    m_lock->setToolTip(
        tr("All heads and both checkpoints share this range; otherwise each map has its own (K)"));
    m_options->setSmall(true);
    for (QWidget *part : QList<QWidget *>{m_checkpoint, m_prompt, m_reload})
        m_layout->addWidget(part);
    m_layout->addStretch(1);
    for (QWidget *part : QList<QWidget *>{m_scaleLabel, m_kind, m_without, m_lock, m_quantityLabel,
                                          m_quantity, m_options})
        m_layout->addWidget(part);
    connect(m_checkpoint, &QToolButton::clicked, this, &AttentionBar::checkpointRequested);
    connect(m_prompt, &QToolButton::clicked, this, &AttentionBar::promptRequested);
    connect(m_reload, &QToolButton::clicked, this, &AttentionBar::reloadRequested);
    connect(m_options, &QToolButton::clicked, this, &AttentionBar::optionsRequested);
    connect(m_kind, &SegmentedChoice::currentChanged, this, [this] { emit kindChanged(kind()); });
    connect(m_quantity, &SegmentedChoice::currentChanged, this,
            [this] { emit quantityChanged(quantity()); });
    connect(m_without, &QPushButton::toggled, this, &AttentionBar::withoutFirstChanged);
    connect(m_lock, &QPushButton::toggled, this, &AttentionBar::lockedChanged);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setContentsMargins(0, 0, 0, theme.px(8));
        m_layout->setSpacing(theme.px(8));
        setFixedHeight(theme.px(40));
    });
    setPageWidth(PageWidth::Normal);
    setDifferencePossible(false, tr("Compare with a second checkpoint first"));
}

void AttentionBar::setPageWidth(PageWidth width)
{
    const bool narrow = width == PageWidth::Narrow;
    m_scaleLabel->setVisible(!narrow);
    m_quantityLabel->setVisible(!narrow);
    m_checkpoint->setPreferredWidth(narrow ? 168 : width == PageWidth::Wide ? 260 : 196);
    m_prompt->setPreferredWidth(narrow ? 196 : width == PageWidth::Wide ? 380 : 260);
}

ColourScale::Kind AttentionBar::kind() const
{
    return static_cast<ColourScale::Kind>(m_kind->currentData().toInt());
}

void AttentionBar::setKind(ColourScale::Kind kind)
{
    m_kind->setCurrentData(static_cast<int>(kind));
}

bool AttentionBar::isWithoutFirst() const
{
    return m_without->isChecked();
}

void AttentionBar::setWithoutFirst(bool without)
{
    m_without->setChecked(without);
}

bool AttentionBar::isLocked() const
{
    return m_lock->isChecked();
}

void AttentionBar::setLocked(bool locked)
{
    m_lock->setChecked(locked);
}

AttentionBar::Quantity AttentionBar::quantity() const
{
    return static_cast<Quantity>(m_quantity->currentData().toInt());
}

void AttentionBar::setQuantity(Quantity quantity)
{
    m_quantity->setCurrentData(static_cast<int>(quantity));
}

void AttentionBar::setDifferencePossible(bool possible, const QString &reason)
{
    m_quantity->setOptionEnabled(static_cast<int>(Quantity::Difference), possible, reason);
    if (!possible && quantity() == Quantity::Difference)
        setQuantity(Quantity::Weights);
}

} // namespace phi1
