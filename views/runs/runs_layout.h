// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "views/widgets/page_width.h"

class QSplitter;

namespace phi1 {

/// Where the parts of the runs page stand: table, charts and log below each other; in wide windows
/// the log beside the table; in narrow ones the log folded. Sizes are kept as fractions.
class RunsLayout final : public QWidget
{
    Q_OBJECT
public:
    /// @param log  its height is fixed while it is folded; see setLogFolded()
    RunsLayout(QWidget *table, QWidget *charts, QWidget *log, QWidget *parent = nullptr);

    PageWidth pageWidth() const { return m_width; }
    void setPageWidth(PageWidth width);
    void setLogFolded(bool folded, int foldedHeight);
    /// What the table asks for while its height was not changed by hand: 26 px and its rows.
    void setTableHeight(int pixels);

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void apply();
    void rememberHeights();
    void rememberWidths();

    QWidget *m_table;
    QWidget *m_charts;
    QWidget *m_log;
    QSplitter *m_rows;
    QSplitter *m_top;
    PageWidth m_width = PageWidth::Normal;
    int m_tableHeight = 0;
    int m_foldedHeight = 0;
    bool m_logFolded = false;
    double m_tableShare = 0; ///< of the height; 0: by its rows
    double m_logShare = 0.19;
    double m_logWidthShare = 0.32; ///< of the top row, in wide windows
    bool m_applying = false;
};

} // namespace phi1
