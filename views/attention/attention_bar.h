// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/attention_maps/colour_scale.h"
#include "views/widgets/page_width.h"

class QBoxLayout;
class QHBoxLayout;

namespace phi1 {

class ActionButton;
class ChoiceButton;
class IconButton;
class SegmentedChoice;
class TextLabel;

/// The bar above the panels: whose attention on which text, and how it is looked at.
class AttentionBar final : public QWidget
{
    Q_OBJECT
public:
    enum class Quantity { Weights, Entropy, Difference };

    explicit AttentionBar(QWidget *parent = nullptr);

    ChoiceButton *checkpoint() const { return m_checkpoint; }
    ChoiceButton *prompt() const { return m_prompt; }
    IconButton *reload() const { return m_reload; }
    IconButton *options() const { return m_options; }
    void setPageWidth(PageWidth pageWidth);

    ColourScale::Kind kind() const;
    void setKind(ColourScale::Kind kind);
    bool isWithoutFirst() const;
    void setWithoutFirst(bool without);
    bool isLocked() const;
    void setLocked(bool locked);
    Quantity quantity() const;
    void setQuantity(Quantity quantity);
    /// Whether there are two maps to be subtracted. @param reason  why not
    void setDifferencePossible(bool possible, const QString &reason = {});

signals:
    void checkpointRequested();
    void promptRequested();
    void reloadRequested();
    void optionsRequested();
    void kindChanged(phi1::ColourScale::Kind kind);
    void withoutFirstChanged(bool without);
    void lockedChanged(bool locked);
    void quantityChanged(phi1::AttentionBar::Quantity quantity);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    ChoiceButton *m_checkpoint;
    ChoiceButton *m_prompt;
    IconButton *m_reload;
    TextLabel *m_scaleLabel;
    SegmentedChoice *m_kind;
    ActionButton *m_without;
    ActionButton *m_lock;
    TextLabel *m_quantityLabel;
    SegmentedChoice *m_quantity;
    IconButton *m_options;
    QBoxLayout *m_layout; ///< of the two halves: side by side, or one below the other
    QHBoxLayout *m_choices;
    QHBoxLayout *m_looks;
    PageWidth m_width = PageWidth::Normal;
};

} // namespace phi1
