// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "views/widgets/page_width.h"

class QSplitter;

namespace phi1 {

class PopupHolder;

/// Where the parts of the page stand: side panel at the left, prompt above the panes, in wide
/// windows the card as a column at the right; in narrow ones the side panel opens from a button.
/// Sizes are kept as fractions.
class CompareLayout final : public QWidget
{
    Q_OBJECT
public:
    struct Parts {
        QWidget *side = nullptr;
        QWidget *prompt = nullptr;
        QWidget *bar = nullptr;
        QWidget *notices = nullptr; ///< banners and the bar of the blind mode
        QWidget *content = nullptr;
        QWidget *card = nullptr; ///< shown in wide windows alone
    };
    explicit CompareLayout(const Parts &parts, QWidget *parent = nullptr);

    PageWidth pageWidth() const { return m_width; }
    void setPageWidth(PageWidth width);
    void setPromptHeight(int pixels); ///< while it was not changed by hand
    void openSide(QWidget *button);   ///< in narrow windows, below the button
    void closeSide();

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void apply();

    Parts m_parts;
    QSplitter *m_columns;
    QSplitter *m_rows;
    QSplitter *m_lower;
    PopupHolder *m_popup;
    PageWidth m_width = PageWidth::Normal;
    int m_promptHeight = 0;
    double m_sideShare = 0;   ///< of the width; 0: as designed
    double m_promptShare = 0; ///< of the height
    double m_cardShare = 0;
    bool m_applying = false;
};

} // namespace phi1
