// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QVariantMap>
#include <QWidget>

#include "views/widgets/page_width.h"

class QSplitter;
class QStackedWidget;
class QTabBar;

namespace phi1 {

/// Where the parts of the page stand: all heads above their scores at the left, the open head above
/// the text at the right. In narrow windows three tabs, and the scores in the inspector. Sizes are
/// kept as fractions.
class AttentionLayout final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Grid, Head, Text };
    struct Parts {
        QWidget *bar = nullptr;
        QWidget *notices = nullptr; ///< banners and strips between bar and panels
        QWidget *grid = nullptr;
        QWidget *head = nullptr;
        QWidget *scores = nullptr;
        QWidget *text = nullptr;
    };
    explicit AttentionLayout(const Parts &parts, QWidget *parent = nullptr);

    PageWidth pageWidth() const { return m_width; }
    void setPageWidth(PageWidth width);
    /// Holds the scores in narrow windows; to be given to the window's inspector.
    QWidget *inspector() const { return m_inspector; }
    Tab tab() const;
    void showTab(Tab tab); ///< nothing changes unless the window is narrow

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
    QTabBar *m_tabs;
    QStackedWidget *m_stack; ///< the splitters, or one of the tabs
    QSplitter *m_columns;
    QSplitter *m_left;
    QSplitter *m_right;
    std::array<QWidget *, 3> m_pages{}; ///< of the tabs
    QWidget *m_inspector;
    PageWidth m_width = PageWidth::Normal;
    double m_columnShare = 0; ///< of the left column; 0: as designed
    double m_leftShare = 0;   ///< of its upper panel
    double m_rightShare = 0;
    bool m_applying = false;
};

} // namespace phi1
