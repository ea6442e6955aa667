// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "views/widgets/page_width.h"

class QHBoxLayout;
class QSplitter;

namespace phi1 {

class PopupHolder;

/// Where the parts of the page stand: filters, list and text side by side, the search above list
/// and text. In narrow windows the filters open from their chips. The second text takes the place
/// of the filters, in narrow windows that of the list; in wide ones there is room for all. Sizes
/// are kept as fractions.
class SamplesLayout final : public QWidget
{
    Q_OBJECT
public:
    struct Parts {
        QWidget *corpus = nullptr; ///< above the filters
        QWidget *filters = nullptr;
        QWidget *chips = nullptr; ///< in narrow windows
        QWidget *search = nullptr;
        QWidget *notice = nullptr;
        QWidget *list = nullptr;
        QWidget *text = nullptr;
        QWidget *second = nullptr;
    };
    explicit SamplesLayout(const Parts &parts, QWidget *parent = nullptr);

    PageWidth pageWidth() const { return m_width; }
    void setPageWidth(PageWidth width);
    bool isSecondShown() const { return m_second; }
    void setSecondShown(bool shown);
    /// Documents of a step: nothing to filter or to search.
    void setFindingShown(bool shown);
    void openFilters(QWidget *button);

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void apply();
    void remember();

    Parts m_parts;
    QWidget *m_left;
    QSplitter *m_columns;         ///< filters | the rest
    QSplitter *m_texts;           ///< list | text | second
    QHBoxLayout *m_top = nullptr; ///< search, and the corpus where the filters are not
    PopupHolder *m_popup;
    PageWidth m_width = PageWidth::Normal;
    bool m_second = false;
    bool m_finding = true;
    bool m_applying = false;
    double m_filterShare = 0; ///< of the width; 0: as designed
    double m_listShare = 0;   ///< of list and text together
};

} // namespace phi1
